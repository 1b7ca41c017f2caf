// SPDX-License-Identifier: Apache-2.0
/**
 * The only code of the project that names JDK internals. {@code docs/jdk-internals.md} says what is used, why, and on
 * which JDK it was checked.
 */
@NullMarked
package dev.stillpoint.scheduler.jdk;

import org.jspecify.annotations.NullMarked;
