// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import java.util.List;

/**
 * What is kept of a method's code.
 *
 * @param touches whether an instruction of it has to do with guards: if not, and if nobody hands it anything guarded or
 *        wants to know what it does, then it need not be scanned
 * @param isEmpty whether it does nothing at all, as a hook does that subclasses override
 * @param callees the scanned methods that it may run, as its calls, lambdas and method references name them
 */
record Outline(boolean touches, boolean isEmpty, List<Callee> callees) {
}
