// SPDX-License-Identifier: Apache-2.0
/**
 * What is known at one point of a method: values and where they come from, variables and operand stack, open sections;
 * and, of a whole method, what its callers must know.
 */
@NullMarked
package dev.stillpoint.reclaim.escape.value;

import org.jspecify.annotations.NullMarked;
