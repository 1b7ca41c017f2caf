// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Reads at the end of its stack, and blocks there. */
final class StackEndReader extends StackEndThread {

    private static final int READS_IN_BETWEEN = 20;
    private static final int BLOCKS_ONE_IN = 8;
    private static final int LONGEST_PARK_NANOS = 200_000;

    private final Reader reader;

    StackEndReader(Scene scene, RandomGenerator random, Reader reader) {
        super(scene, random);
        this.reader = reader;
    }

    @Override
    List<Runnable> acts() {
        Subject subject = scene().subject();
        Runnable stay = this::stay;
        Runnable block = this::block;
        Runnable stayAndBlock = this::stayAndBlock;
        // No guards of its own: where the call of close() overflows a guard stays open, as docs/errors.md says.
        return List.of(() -> subject.read(stay), () -> subject.read(() -> subject.read(stay)),
                () -> subject.read(stayAndBlock), block);
    }

    private void stay() {
        Element found = scene().pipe(random()).current();
        scene().tally().look(found);
    }

    private void stayAndBlock() {
        Element found = scene().pipe(random()).current();
        try {
            block();
        } finally {
            scene().tally().look(found);
        }
    }

    private void block() {
        switch (mayPark() ? random().nextInt(BLOCKS_ONE_IN) : BLOCKS_ONE_IN) {
            case 0 -> LockSupport.parkNanos(1 + random().nextInt(LONGEST_PARK_NANOS));
            case 1 -> Thread.yield();
            default -> Thread.onSpinWait();
        }
    }

    @Override
    void actNormally() {
        for (int i = 0; i < READS_IN_BETWEEN; i++) {
            reader.readOnce();
        }
    }
}
