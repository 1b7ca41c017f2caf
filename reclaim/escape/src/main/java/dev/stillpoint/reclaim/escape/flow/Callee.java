// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.MethodId;

/**
 * What a call names.
 *
 * @param method the method
 * @param virtual whether one that overrides it may run instead
 */
record Callee(MethodId method, boolean virtual) {
}
