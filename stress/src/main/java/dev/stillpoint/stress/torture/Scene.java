// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What all threads of one trial share. */
final class Scene {

    private final Subject subject;
    private final World world;
    private final Setting setting;
    private final Counts<Knob> happened;
    private final Tally tally = new Tally();
    private final List<Pipe> pipes;
    private final @Nullable TorturedMap map;
    // the troublemaker writes, all threads read
    private volatile Episode episode;
    // the trial writes, all threads read
    private volatile boolean over;
    // the hog writes, the report reads
    private volatile long fullHeaps;

    /** @param pipes one for each updater */
    Scene(Subject subject, World world, Setting setting, Counts<Knob> happened, int pipes) {
        this.subject = subject;
        this.world = world;
        this.setting = setting;
        episode = Episode.all(setting);
        this.happened = happened;
        this.pipes = IntStream.range(0, pipes).mapToObj(_ -> new Pipe(this)).toList();
        Table table = subject.table();
        map = table == null ? null : new TorturedMap(table, tally);
        rehearse();
    }

    /** The JVM looks for the class of an error when it is caught first. While memory is short it would not find it. */
    private void rehearse() {
        survive(Memory::runOut);
        happened.count(Knob.OUT_OF_MEMORY, -1);
    }

    Subject subject() {
        return subject;
    }

    World world() {
        return world;
    }

    Setting setting() {
        return setting;
    }

    /** What is on now. */
    Episode episode() {
        return episode;
    }

    void begin(Episode next) {
        episode = next;
    }

    /** Whether the setting has it; it need not be on now. */
    boolean has(Knob knob) {
        return setting.knobs().contains(knob);
    }

    Counts<Knob> happened() {
        return happened;
    }

    /** The heap was full once more. The hog only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void countFullHeap() {
        fullHeaps++;
    }

    long fullHeaps() {
        return fullHeaps;
    }

    Tally tally() {
        return tally;
    }

    List<Pipe> pipes() {
        return pipes;
    }

    /** What is read beside the elements, if anything. */
    @Nullable TorturedMap map() {
        return map;
    }

    /** What a reader follows. */
    Pipe pipe(RandomGenerator random) {
        return pipes.get(random.nextInt(pipes.size()));
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    /**
     * Runs {@code body}, and goes on if memory runs out there and the setting asks for that. To be had before memory is
     * short, as everything that {@code body} needs.
     *
     * @throws OutOfMemoryError if the setting does not ask for it
     */
    void survive(Runnable body) {
        try {
            body.run();
        } catch (OutOfMemoryError e) {
            count(e);
        }
    }

    private void count(OutOfMemoryError error) {
        if (Memory.isOnPurpose(error)) {
            happened.count(Knob.OUT_OF_MEMORY);
        } else if (has(Knob.FULL_HEAP)) {
            happened.count(Knob.FULL_HEAP);
        } else {
            throw error;
        }
    }

    /** {@code body}, which must not fail: whatever it throws is a violation. */
    Runnable watched(Runnable body) {
        return () -> {
            try {
                body.run();
            } catch (Throwable e) {
                tally.fail(e);
                e.printStackTrace();
            }
        };
    }
}
