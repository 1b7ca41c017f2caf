// SPDX-License-Identifier: Apache-2.0
/** Why quiescence and virtual threads do not mix by themselves: two schedules, replayed step by step. */
@NullMarked
package dev.stillpoint.demo.hazard;

import org.jspecify.annotations.NullMarked;
