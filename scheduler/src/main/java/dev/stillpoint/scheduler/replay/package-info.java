/**
 * Deterministic schedules: a script says which virtual thread runs on which carrier next. For tests, and to show what a
 * wrong rule breaks. It runs the same task, carrier and context-switch code as the scheduler.
 */
@NullMarked
package dev.stillpoint.scheduler.replay;

import org.jspecify.annotations.NullMarked;
