// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code java -jar stillpoint-scheduler.jar} does: it prints the flag that programs need, and checks a JVM.
 * Nothing of it is part of a running scheduler.
 */
@NullMarked
package dev.stillpoint.scheduler.tool;

import org.jspecify.annotations.NullMarked;
