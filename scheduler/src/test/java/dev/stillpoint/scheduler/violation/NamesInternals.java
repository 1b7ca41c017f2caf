// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.violation;

import jdk.internal.misc.VM;

/** Outside the one package that may. */
public final class NamesInternals {

    private NamesInternals() {
    }

    static boolean isBooted() {
        return VM.isBooted();
    }
}
