// SPDX-License-Identifier: Apache-2.0
/**
 * Timetables of trains, as their programmers would write them. Each nested class is one case. They were written by
 * somebody who had read the documentation only, before anybody looked at what the rules make of them; see
 * {@code docs/escape-rules.md}.
 */
@org.jspecify.annotations.NullUnmarked
package dev.stillpoint.reclaim.escape.sample.rail;
