// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.util.function.Consumer;

/** Opens to JCStress's stories what the reclaimer keeps to itself. In its package for that alone. */
public final class Bag {

    private final CarrierBag bag = new CarrierBag();

    /** Carrier only. */
    public void add(Reclaimable object) {
        bag.add(object, object.byteSize());
    }

    /** Reclaimer only: takes what is there. */
    public void drain(Consumer<Reclaimable> taker) {
        Batch batch = new Batch();
        bag.drainTo(batch, bag.retiredObjects());
        for (int i = 0; i < batch.size(); i++) {
            taker.accept(batch.object(i));
        }
    }
}
