#include "DragOut.h"

#include "UnfinishedDrag.h"

namespace tonekiln
{

DragOut::DragOut(EditorActions& behind)
    : perform(
          [](const juce::StringArray& files, juce::Component* from, std::function<void()> done)
          {
              // A copy, never a move: the library keeps its clips.
              return juce::DragAndDropContainer::performExternalDragDropOfFiles(files, false, from,
                                                                                std::move(done));
          })
    , actions(behind)
{
}

bool DragOut::start(const juce::StringArray& clipIds, juce::Component& from)
{
    // A hand begins a drag: whatever went before it was let go.
    if (underWay())
        giveUpUnfinishedDrag();
    if (underWay() || clipIds.isEmpty())
        return false;
    const auto files = actions.dragOut(clipIds);
    if (files.isEmpty())
        return false;

    const auto drag = std::make_shared<Drag>();
    current = drag;
    const auto done = [self = juce::WeakReference<DragOut>(this), drag]
    {
        // Late and repeated calls belong to a drag that has ended, or to a window that is closed.
        if (self == nullptr || self->current != drag)
            return;
        self->current = nullptr;
        self->actions.dragOutDone();
    };
    if (perform(files, &from, done))
        return true;
    done();
    return false;
}

} // namespace tonekiln
