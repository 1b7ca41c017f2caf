// SPDX-License-Identifier: Apache-2.0
/**
 * Quiescent-state-based reclamation for virtual threads. Start with {@link dev.stillpoint.reclaim.ScopedQsbr} and
 * {@link dev.stillpoint.reclaim.Reclaimer}.
 */
module dev.stillpoint.reclaim {
    requires java.management;
    requires jdk.jfr;
    requires dev.stillpoint.scheduler;
    requires static org.jspecify;

    exports dev.stillpoint.reclaim;
    exports dev.stillpoint.reclaim.adapt;
    exports dev.stillpoint.reclaim.collection;
    exports dev.stillpoint.reclaim.memory;
    exports dev.stillpoint.reclaim.reload;
}
