// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

/** What a program does next. Others may act between any two steps. */
enum Step {

    /** Opens a guard: a section, or one that is nested. */
    OPEN,
    /** Closes the innermost guard. */
    CLOSE,
    /** Takes the current version of a pointer, inside a section. */
    READ,
    /** Uses everything that this section has taken. */
    USE,
    /** Parks until somebody unparks it. */
    PARK,
    /** Lets others run, without a wait. */
    YIELD,
    /** Replaces a version and retires the old one; inside a section or outside. */
    REPLACE,
    /** Replaces a version and frees the old one itself, when a cookie has elapsed. */
    REPLACE_BY_COOKIE,
    /** Starts a virtual thread, which inherits the scheduler. */
    FORK,
    /** Waits for the end of the threads that it has forked. */
    JOIN
}
