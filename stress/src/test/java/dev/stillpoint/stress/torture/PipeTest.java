// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The books are right although memory runs out in between. */
class PipeTest {

    private static final int ROUNDS = 200;

    /** Fails every other time. */
    private static final class Failing implements Subject {

        private final List<Runnable> retired = new ArrayList<>();
        private int calls;

        private void sometimesFail() {
            if (calls++ % 2 == 0) {
                throw new OutOfMemoryError("Java heap space");
            }
        }

        @Override
        public void read(Runnable body) {
            body.run();
        }

        @Override
        public boolean awaitGracePeriod(RandomGenerator random) {
            sometimesFail();
            return true;
        }

        @Override
        public void retire(Runnable free) {
            sometimesFail();
            retired.add(free);
        }

        @Override
        public void force() {
            // It has no carriers.
        }

        @Override
        public boolean waitsOnCarriers() {
            return false;
        }

        @Override
        public long gracePeriods() {
            return 0;
        }

        @Override
        public long stops() {
            return 0;
        }

        @Override
        public void close() {
            retired.forEach(Runnable::run);
        }
    }

    private static final class Nowhere implements World {

        @Override
        public Thread start(Runnable body) {
            throw new OutOfMemoryError("Java heap space");
        }

        @Override
        public void carriers(int number) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing runs here.
        }
    }

    private final Failing subject = new Failing();
    private final Setting setting = new Setting(1, 1, 1, EnumSet.of(Knob.FULL_HEAP), false, Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    private final Scene scene = new Scene(subject, new Nowhere(), setting, new Counts<>(Knob.class), 1);
    private final Pipe pipe = scene.pipes().getFirst();
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void whatCouldNotBeRetiredIsRetiredLater() {
        Runnable round = () -> pipe.updateOnce(random);
        for (int i = 0; i < ROUNDS; i++) {
            scene.survive(round);
        }
        while (scene.tally().freed() != scene.tally().replaced()) {
            scene.survive(() -> pipe.finish(random));
            subject.close();
            subject.retired.clear();
        }

        assertThat(scene.happened().of(Knob.FULL_HEAP)).isGreaterThan(ROUNDS / 2);
        assertThat(scene.tally().violation()).isNull();
        pipe.discard();
    }

    @Test
    void anElementThatIsRefusedIsFreedAtOnce() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> pipe.retireUnseen(random));

        assertThat(scene.tally().freed()).isEqualTo(1);
        pipe.discard();
    }

    @Test
    void whatIsFreedTwiceIsNoticed() {
        subject.calls = 1;
        pipe.retireUnseen(random);
        subject.close();
        subject.close();

        assertThat(scene.tally().violation()).contains("is freed twice");
        pipe.discard();
    }

    @Test
    void aThreadWhoseStartThrewIsNotWaitedFor() {
        ShortLived threads = new ShortLived(scene);

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> threads.start(Thread::onSpinWait));
        assertThat(threads.alive()).isZero();
        assertThat(scene.tally().violation()).isNull();
        pipe.discard();
    }

    @Test
    void aThreadThatRunsThoughItsStartThrewIsNoticed() {
        ShortLived.Life life = new ShortLived(scene).prepare(Thread::onSpinWait);
        life.settle();
        life.run();

        assertThat(scene.tally().violation()).contains("runs though its start threw");
        pipe.discard();
    }
}
