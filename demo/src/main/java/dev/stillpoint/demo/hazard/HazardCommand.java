// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import dev.stillpoint.demo.ExitStatus;
import dev.stillpoint.demo.hazard.HomemadeQsbr.Rule;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Plays both schedules by a wrong rule and by the right one. */
@Command(name = "hazard", description = "Replays, step by step, the schedules in which a reader loses its memory.")
public final class HazardCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        int surprises = play(out, "1. WRONG: quiescence is announced at every unmount, whatever the nesting count",
                new ParkedParent(), homemade(Rule.FORGETS_PARKED_READERS), Outcome.POISONED)
                + play(out, "2. WRONG: a guard holder may resume on another carrier", new StolenParent(),
                        homemade(Rule.LETS_READERS_MIGRATE), Outcome.POISONED)
                + play(out, "3. RIGHT: schedule 1 again; parked readers count, guard holders go home",
                        new ParkedParent(), LibraryProtection::new, Outcome.INTACT)
                + play(out, "4. RIGHT: schedule 2 again", new StolenParent(), LibraryProtection::new, Outcome.INTACT);
        out.println(surprises == 0
                ? "Both wrong rules let a reader read freed memory; the right one does not."
                : "UNEXPECTED: see the verdicts above.");
        out.flush();
        return surprises == 0 ? 0 : ExitStatus.VIOLATION;
    }

    private static Function<NativeBlock, Protection> homemade(Rule rule) {
        return first -> new HomemadeQsbr(rule, Stage.CARRIERS, first);
    }

    /**
     * Plays one schedule.
     *
     * @return 0 when it ended as expected, else 1
     */
    private static int play(PrintWriter out, String title, Schedule schedule,
            Function<NativeBlock, Protection> protection, Outcome expected) throws InterruptedException {
        out.println(title);
        out.println();
        try (Stage stage = new Stage(protection, out)) {
            Outcome seen = schedule.play(stage);
            out.printf("   => the reader finds %s%n%n", seen.sentence());
            return seen == expected ? 0 : 1;
        }
    }
}
