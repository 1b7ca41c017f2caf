// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.value;

import dev.stillpoint.reclaim.escape.classes.MethodId;

/**
 * A call, by a method, of a function that was kept somewhere, with something of its operands: whoever calls the method
 * with something guarded gives that to each function that was kept.
 *
 * @param what whose value it is
 * @param functional the method of the functional interface
 * @param parameter which parameter of that gets it
 */
public record Handing(Origin.Foreign what, MethodId functional, int parameter) {
}
