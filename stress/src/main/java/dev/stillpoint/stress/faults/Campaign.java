// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

import dev.stillpoint.scheduler.fixture.Faults;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Plays scenes with an error at the first point, the second, and so on, and writes down what goes wrong. The points are
 * counted once, by a play without an error.
 *
 * <p>All attempts share one stage, that is the classes of the libraries and all that is static in them. After something
 * has gone wrong the scene is played without an error; if that goes wrong too, there is a new stage.
 */
final class Campaign {

    private static final int REHEARSALS = 3;
    /** The first play on a stage initialises a lot. */
    private static final int PATIENCE_FOR_REHEARSALS = 3;
    /** So many attempts of one row may hang before the rest of it is given up. */
    private static final int MOST_HANGS = 3;
    private static final int STACK_TOLD = 4;

    private final String suppliedBy;
    private final Duration patience;
    private final boolean whole;
    private final PrintWriter details;
    /** In service threads, and in scenes that share points, an error strikes once, unless the campaign is whole. */
    private final Set<List<Object>> struckOnce = new HashSet<>();
    // replaced when something has gone wrong for good
    private Stage stage;
    // guarded by this: any thread may die
    private final List<String> deaths = new ArrayList<>();

    /**
     * @param suppliedBy supplies the scenes
     * @param patience how long an attempt may take
     * @param whole whether the error strikes each time that a point is passed, and not only the first time
     * @param details where everything is told that goes wrong
     */
    Campaign(String suppliedBy, Duration patience, boolean whole, PrintWriter details) {
        this.suppliedBy = suppliedBy;
        this.patience = patience;
        this.whole = whole;
        this.details = details;
        stage = Stage.build(suppliedBy);
        Thread.setDefaultUncaughtExceptionHandler(this::died);
    }

    private synchronized void died(Thread thread, Throwable thrown) {
        if (thread.threadId() >= stage.oldestThread()) {
            deaths.add("%s ended by %s (%s)".formatted(thread.getName(), thrown,
                    Frames.ours(thrown.getStackTrace())));
        }
    }

    private synchronized List<String> takeDeaths() {
        List<String> taken = List.copyOf(deaths);
        deaths.clear();
        return taken;
    }

    List<String> scenes() {
        return stage.names();
    }

    String operation(String scene) {
        return stage.scene(scene).operation();
    }

    boolean strikesServices(String scene) {
        return stage.scene(scene).strikesServices();
    }

    /** Plays the scene without an error. Returns whether it went well. */
    boolean rehearse(String scene) {
        for (int i = 0; i < REHEARSALS; i++) {
            Strike none = none(Mode.CALL, Where.CALLER);
            Attempt attempt = play(scene, none, patience.multipliedBy(PATIENCE_FOR_REHEARSALS));
            if (attempt == null || !attempt.violations().isEmpty()) {
                tell(scene, none, attempt == null ? "it hangs" : String.join("; ", attempt.violations()), null);
                return false;
            }
        }
        return true;
    }

    private Strike none(Mode mode, Where where) {
        return new Strike(mode, where, Strike.NOWHERE, 1, stage.oldestThread());
    }

    /**
     * What came of one scene with errors of one kind in threads of one kind.
     *
     * @param points how many points there are, or depths of the stack
     * @param struck how many errors struck
     * @param spared how many did not, because of one of the {@link Exceptions}
     * @param violations how many attempts went wrong
     */
    record Row(String scene, Where where, Mode mode, int points, int struck, int spared, int violations) {
    }

    /** Lets the error strike at each point. */
    Row run(String scene, Where where, Mode mode) {
        Strike counting = none(mode, where);
        play(scene, counting, patience);
        Tally tally = new Tally();
        Map<Integer, Integer> passed = counting.passed();
        boolean shares = where != Where.CALLER || (stage.scene(scene).sharesPoints() && mode != Mode.STACK_END);
        passed.forEach((point, times) -> {
            boolean again = shares && !struckOnce.add(List.of(where, mode, point));
            int strikes = whole ? times : again ? 0 : 1;
            for (int time = 1; time <= strikes && tally.hangs < MOST_HANGS; time++) {
                strike(scene, new Strike(mode, where, point, time, stage.oldestThread()), tally);
            }
        });
        if (tally.hangs == MOST_HANGS) {
            details.printf("GIVEN UP %s, %s, %s: %d attempts hung%n", scene, where, mode, tally.hangs);
        }
        return new Row(scene, where, mode, passed.size(), tally.struck, tally.spared, tally.violations);
    }

    /** What was counted in one row. */
    private static final class Tally {

        private int struck;
        private int spared;
        private int violations;
        private int hangs;
    }

    private void strike(String scene, Strike strike, Tally tally) {
        Attempt attempt = play(scene, strike, patience);
        tally.struck += strike.hasStruck() ? 1 : 0;
        tally.spared += strike.wasSpared() ? 1 : 0;
        if (attempt == null) {
            tally.violations++;
            tally.hangs++;
        } else if (!attempt.violations().isEmpty()) {
            tally.violations++;
            tell(scene, strike, String.join("; ", attempt.violations()), attempt.thrown());
            requireHealth(scene);
        }
    }

    /** What went wrong may go on in what all attempts share. */
    private void requireHealth(String scene) {
        Attempt attempt = play(scene, none(Mode.CALL, Where.CALLER), patience);
        if (attempt != null && !attempt.violations().isEmpty()) {
            stage = Stage.build(suppliedBy);
        }
    }

    /** One attempt; null if it did not end in time, and then the stage is another one. */
    private @Nullable Attempt play(String scene, Strike strike, Duration time) {
        Attempt attempt = new Attempt(strike);
        FutureTask<Void> task = new FutureTask<>(() -> {
            stage.scene(scene).play(attempt);
            return null;
        });
        Thread player = Thread.ofPlatform().daemon().name(Attempt.OUR_THREADS + "player").start(task);
        try {
            task.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            attempt.violated("in phase \"%s\" %s (%s)".formatted(attempt.phase(), cause,
                    Frames.ours(cause.getStackTrace())));
        } catch (TimeoutException e) {
            Faults.disarm();
            attempt.violated("HANG in phase \"%s\": %s".formatted(attempt.phase(),
                    Frames.ours(player.getStackTrace())));
            tell(scene, strike, String.join("; ", attempt.violations()), attempt.thrown());
            dump(attempt);
            stage = Stage.build(suppliedBy);
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the harness", e);
        } finally {
            Faults.disarm();
        }
        takeDeaths().forEach(attempt::violated);
        return attempt;
    }

    // -- what is told

    private void tell(String scene, Strike strike, String what, @Nullable Throwable thrown) {
        details.printf("VIOLATION %s | %s | %s%s%n", scene, strike, what,
                thrown == null ? "" : " | thrown: " + thrown.getClass().getSimpleName());
        details.flush();
    }

    private void dump(Attempt attempt) {
        details.println(attempt.state().indent(STACK_TOLD));
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.threadId() >= stage.oldestThread()) {
                String frames = Frames.ours(stack);
                details.printf("    %s: %s%n", thread.getName(), frames.isEmpty()
                        ? Arrays.toString(Arrays.copyOf(stack, Math.min(stack.length, STACK_TOLD)))
                        : frames);
            }
        });
        takeDeaths().forEach(death -> details.println("    " + death));
        details.flush();
    }
}
