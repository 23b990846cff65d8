// The grid everything sits on: multiples of 4 points.
// Thread: any; constants.
#pragma once

namespace tonekiln::space
{

inline constexpr int unit = 4;
inline constexpr int hair = unit;       ///< between things that are one thing
inline constexpr int gap = 2 * unit;    ///< between neighbours
inline constexpr int block = 3 * unit;  ///< between groups
inline constexpr int margin = 4 * unit; ///< inside a zone

inline constexpr int control = 7 * unit;  ///< height of a field, button or segment
inline constexpr int caption = 4 * unit;  ///< height of the line of words above a control
inline constexpr int primary = 11 * unit; ///< height of the button that makes the sound

inline constexpr float corner = 6.0f;      ///< of controls
inline constexpr float zoneCorner = 10.0f; ///< of zones

} // namespace tonekiln::space
