// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.stress.faults.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Operations that break promises when an error strikes, each in its way; for the test of the harness. */
final class SickScenes implements Supplier<List<? extends Scene>> {

    @Override
    public List<? extends Scene> get() {
        List<Scene> scenes = new ArrayList<>();
        Act.of("healthy", (world, _) -> ScopedQsbr.read(() -> world.reference.get().frees()))
                .by(Play.Caller.PLATFORM).addTo(scenes::add);
        Act.of("shares", (world, _) -> ScopedQsbr.read(() -> world.reference.get().frees())).shares()
                .by(Play.Caller.PLATFORM).addTo(scenes::add);
        Act.<Element>of("frees at once", (world, element) -> {
            try {
                world.reclaimer.retire(element);
            } catch (OutOfMemoryError e) {
                world.first.reclaim();
                throw e;
            }
        }).needs(world -> world.element("retired")).by(Play.Caller.PLATFORM).addTo(scenes::add);
        Act.<Element>of("leaves a section open", (world, element) -> {
            ScopedQsbr.open();
            world.reclaimer.retire(element);
        }).needs(world -> world.element("retired")).by(Play.Caller.PLATFORM).addTo(scenes::add);
        Act.<Element>of("loses what it retires", (world, element) -> {
            try {
                world.reclaimer.retire(element);
            } finally {
                world.mustBeFreed(element);
            }
        }).needs(world -> world.element("retired")).by(Play.Caller.PLATFORM).addTo(scenes::add);
        Act.<Element>of("hangs", (world, element) -> {
            try {
                world.reclaimer.retire(element);
            } catch (OutOfMemoryError e) {
                new CountDownLatch(1).await();
            }
        }).needs(world -> world.element("retired")).by(Play.Caller.PLATFORM).addTo(scenes::add);
        return scenes;
    }
}
