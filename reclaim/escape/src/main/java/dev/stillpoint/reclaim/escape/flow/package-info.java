// SPDX-License-Identifier: Apache-2.0
/**
 * Follows guards and what they protect through the code of a method, by abstract interpretation.
 *
 * <pre>
 *   Program        all methods, until their summaries no longer change
 *     Survey       their outlines, and which of them have to do with guards: Touch
 *     Schedule     in what order they are scanned
 *     MethodFlow   one method: frames at its branch targets, until they no longer change
 *       Step       what one instruction does to a frame
 *         Calls    calls; Lambdas: lambdas and method references; LocalRuns: those that run at once
 *         Retiring what was retired or freed; Stowing: snapshots in containers; Variables: where these are
 *       Ledger     what was found, and the summary that callers see
 * </pre>
 *
 * What it knows at each point of a method is in {@code escape.value}, what types and methods mean in
 * {@code escape.meaning}.
 */
@NullMarked
package dev.stillpoint.reclaim.escape.flow;

import org.jspecify.annotations.NullMarked;
