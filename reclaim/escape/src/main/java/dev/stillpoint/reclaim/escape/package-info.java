// SPDX-License-Identifier: Apache-2.0
/**
 * Finds guards that leave their read section, in the class files of whoever uses guards. Three ways to use it:
 *
 * <ul>
 * <li>in a test, with ArchUnit: {@link dev.stillpoint.reclaim.escape.GuardEscapeRules}
 * {@snippet class="dev.stillpoint.reclaim.escape.TwoLinesTest" region="two-lines"}
 * <li>from the command line, or from a build: {@link dev.stillpoint.reclaim.escape.ScanCommand}
 * <li>from a program: {@link dev.stillpoint.reclaim.escape.EscapeScanner}
 * </ul>
 *
 * <p>None of it runs in production: it is an artifact of its own, {@code dev.stillpoint:stillpoint-escape}, which needs
 * nothing but the JDK, not even the library whose names it knows. ArchUnit is an <em>optional</em> dependency: only the
 * rules touch it, and who wants them adds {@code com.tngtech.archunit:archunit} to the tests.
 *
 * <pre>
 *   escape               the three ways in
 *     escape.flow        follows values through code
 *       escape.value     what is known of values at one point of it
 *       escape.meaning   what types and methods mean
 *         escape.policy  what to look for, and what is exempt
 *           escape.report    findings and their kinds
 *           escape.classes   what class files say
 * </pre>
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>read section
 * <dd>what lies between {@code open} and {@code close} of a guard, or the body of {@code ScopedQsbr.read}
 * <dt>guard
 * <dd>the token of an open section, a {@code ReadGuard} of the package {@code dev.stillpoint.reclaim}
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>The rules find what the samples mark, line by line, and nothing else; what they cannot see is listed, and how
 * good they are elsewhere is measured: {@code docs/escape-rules.md} in the sources.
 * <li>A scan says how much it saw. What it cannot read is named and hides nothing.
 * </ul>
 */
@NullMarked
package dev.stillpoint.reclaim.escape;

import org.jspecify.annotations.NullMarked;
