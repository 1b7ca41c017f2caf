// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.stillpoint.reclaim.claim.VersionClaims;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * Somebody takes a snapshot of a version, uses it and closes it, while a writer replaces the version.
 *
 * <pre>{@code java -cp stress/target/stress.jar org.openjdk.jcstress.Main -t SnapshotKeepsItsVersion}</pre>
 *
 * <p>A claim cannot be taken once the count is zero, and the step that makes it zero is the one that frees. So whoever
 * got a snapshot reads the version unharmed, and it is freed once, whoever comes last.
 */
public final class SnapshotKeepsItsVersion {

    private SnapshotKeepsItsVersion() {
    }

    /** The version, and how often it was freed. */
    static class Story extends Kernel {

        final Version version = new Version(Version.OLD);
        final AtomicInteger frees = new AtomicInteger();

        Story() {
            super();
        }

        final void free() {
            frees.incrementAndGet();
            version.free();
        }
    }

    /** The count is raised without a look at it: a version that was given up is given out once more. */
    @JCStressTest
    @Outcome(id = "old, 1", expect = ACCEPTABLE, desc = "The snapshot was taken before the version was given up.")
    @Outcome(id = "freed, 2", expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the snapshot was of a freed version, and its end freed that again.")
    @Outcome(id = "old, 2", expect = ACCEPTABLE_INTERESTING,
            desc = "Caught: the snapshot came just before the freeing, and its end freed as well.")
    @State
    public static class BrokenClaim extends Story {

        private final FrozenClaims claims = new FrozenClaims() {
            @Override
            boolean tryClaim() {
                count.getAndIncrement();
                return true;
            }
        };

        @Actor
        public void snapshot(LI_Result result) {
            meeting.goFirst();
            if (claims.tryClaim()) {
                result.r1 = version.read();
                if (claims.release()) {
                    free();
                }
            }
        }

        @Actor
        public void writer() {
            gracePeriod();
            meeting.goSecond();
            if (claims.release()) {
                free();
            }
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = frees.get();
        }
    }

    /** The claim is given up in one step, and the question whether it was the last is another. */
    @JCStressTest
    @Outcome(id = "old, 1", expect = ACCEPTABLE, desc = "One of them came last, clearly.")
    @Outcome(id = "new, 1", expect = ACCEPTABLE, desc = "Too late for a snapshot: the version was given up.")
    @Outcome(id = "old, 2", expect = ACCEPTABLE_INTERESTING, desc = "Caught: both found that nobody was left.")
    @State
    public static class BrokenRelease extends Story {

        private final FrozenClaims claims = new FrozenClaims() {
            @Override
            boolean release() {
                count.getAndDecrement();
                Meeting.linger(1);
                return count.get() == 0;
            }
        };

        @Actor
        public void snapshot(LI_Result result) {
            meeting.goFirst();
            if (claims.tryClaim()) {
                result.r1 = version.read();
                Meeting.linger(1);
                if (claims.release()) {
                    free();
                }
            } else {
                result.r1 = Version.NEW;
            }
        }

        @Actor
        public void writer() {
            gracePeriod();
            meeting.goSecond();
            if (claims.release()) {
                free();
            }
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = frees.get();
        }
    }

    /** Raised from what was seen, never from zero; given up and judged in one step. */
    @JCStressTest
    @Outcome(id = "old, 1", expect = ACCEPTABLE, desc = "The snapshot kept the version, which was freed once.")
    @Outcome(id = "new, 1", expect = ACCEPTABLE, desc = "Too late for a snapshot: the version was given up.")
    @Outcome(expect = FORBIDDEN, desc = "The version was freed under its snapshot, twice, or never.")
    @State
    public static class Real extends Story {

        private final VersionClaims claims = new VersionClaims();

        @Actor
        public void snapshot(LI_Result result) {
            meeting.goFirst();
            if (claims.tryClaim()) {
                result.r1 = version.read();
                if (claims.release()) {
                    free();
                }
            } else {
                result.r1 = Version.NEW;
            }
        }

        @Actor
        public void writer() {
            gracePeriod();
            meeting.goSecond();
            if (claims.release()) {
                free();
            }
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = frees.get();
        }
    }
}
