// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.stress.faults.Scene;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Read sections. */
final class ReadingScenes {

    private ReadingScenes() {
    }

    static void addTo(Consumer<Scene> scenes) {
        Act.of("read()", (world, _) -> ScopedQsbr.read(() -> world.reference.get().frees())).addTo(scenes);
        Act.of("read(guard)", (world, _) -> ScopedQsbr.read(guard -> world.reference.get(guard).frees()))
                .addTo(scenes);
        Act.of("run()", (world, _) -> ScopedQsbr.run(() -> world.reference.get())).addTo(scenes);
        Act.of("open(), close()", (world, _) -> {
            ReadGuard guard = ScopedQsbr.open();
            try {
                world.reference.get(guard);
            } finally {
                close(guard);
            }
        }).addTo(scenes);
        Act.of("nested sections", (world, _) -> {
            ReadGuard outer = ScopedQsbr.open();
            try {
                Element element = world.reference.get(outer);
                element.beginUse();
                try {
                    ScopedQsbr.run(() -> world.reference.get());
                    ReadGuard inner = ScopedQsbr.open();
                    try {
                        world.reference.get(inner);
                    } finally {
                        close(inner);
                    }
                } finally {
                    element.endUse();
                }
            } finally {
                close(outer);
            }
        }).addTo(scenes);
        Act.of("parking in a section", (world, _) -> ScopedQsbr.run(() -> {
            Element element = world.reference.get();
            element.beginUse();
            try {
                LockSupport.parkNanos(1_000);
                Thread.yield();
            } finally {
                element.endUse();
            }
        })).serves().addTo(scenes);
        Act.of("isReading(), checkpoint()", (_, _) -> {
            ScopedQsbr.isReading();
            ScopedQsbr.checkpoint();
        }).addTo(scenes);
    }

    /** A guard whose close has overflowed the stack is open still, and is closed again further up. */
    private static void close(ReadGuard guard) {
        try {
            guard.close();
        } catch (StackOverflowError e) {
            guard.close();
            throw e;
        }
    }
}
