// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

/** The protections that are compared. {@link ProtectionBenchmark} says why reference counts are not among them. */
public enum Scheme {

    QSBR, FENCED_EPOCHS, HAZARD_POINTERS, MUTEX;

    /** A protection for a structure whose nodes are in this memory. */
    Protection protect(NodeMemory memory) {
        return switch (this) {
            case QSBR -> new QsbrProtection(memory);
            case FENCED_EPOCHS -> new EpochProtection(memory);
            case HAZARD_POINTERS -> new HazardProtection(memory);
            case MUTEX -> new MutexProtection(memory);
        };
    }
}
