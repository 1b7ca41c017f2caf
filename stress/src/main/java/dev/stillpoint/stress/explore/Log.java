// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

/** Where a run tells what it does. Thousands are silent; the one that failed is played again and written down. */
@FunctionalInterface
interface Log {

    Log SILENT = (_, _) -> {
    };

    void note(String who, String what);
}
