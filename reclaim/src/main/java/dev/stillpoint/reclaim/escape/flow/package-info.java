/**
 * Follows guards and what they protect through the code of a method, by abstract interpretation.
 *
 * <pre>
 *   Program        all methods, until their summaries no longer change
 *     MethodFlow   one method: frames at its branch targets, until they no longer change
 *       Step       what one instruction does to a frame
 *         Calls    calls; Lambdas: lambdas and method references; LocalRuns: those that run at once
 *       Ledger     what was found, and the summary that callers see
 * </pre>
 *
 * A {@code Value} is the set of places it may come from ({@code Origin}); {@code Sections} says which guards are open.
 */
@NullMarked
package dev.stillpoint.reclaim.escape.flow;

import org.jspecify.annotations.NullMarked;
