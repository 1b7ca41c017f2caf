// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is woken for work, and what is not. */
class WakeupsTest {
    private final TwoSleepers sleepers = new TwoSleepers();
    private final Wakeups wakeups = new Wakeups(sleepers);

    @BeforeEach
    void bothDoze() {
        wakeups.idling(2);
    }

    @Test
    void wakesOneForSomeWorkAndLeavesMoreToThatOne() {
        wakeups.wakeOne();
        wakeups.wakeOne();

        assertThat(sleepers.first.claimed).isTrue();
        assertThat(sleepers.second.dozes).isTrue();
    }

    @Test
    void leavesWorkToASearcher() {
        wakeups.startSearching();
        wakeups.wakeOne();

        assertThat(sleepers.first.dozes).isTrue();
        assertThat(sleepers.second.dozes).isTrue();
    }

    @Test
    void wakesAnotherThoughOneIsOnItsWay() {
        wakeups.wakeOne();
        wakeups.wakeAnother();

        assertThat(sleepers.first.claimed).isTrue();
        assertThat(sleepers.second.called).isTrue();
    }

    @Test
    void wakesAnotherThoughOneSearches() {
        wakeups.startSearching();
        wakeups.wakeAnother();

        assertThat(sleepers.first.called).isTrue();
        assertThat(sleepers.second.dozes).isTrue();
    }

    /** The operating system may not let them run for a millisecond, and the waker may have their processor. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void doesNotWaitForThoseWhoWereWokenAndDoNotRunYet() {
        sleepers.first.callDozing();
        sleepers.second.callDozing();

        wakeups.wakeOne();
        wakeups.wakeAnother();

        assertThat(sleepers.first.claimed).isFalse();
        assertThat(sleepers.alerts).isZero();
    }

    /** Work that appeared during the scan was left to the waker. */
    @Test
    void looksAgainIfSomebodyFellAsleepBehindItsBack() {
        sleepers.first.dozes = false;
        sleepers.second.dozes = false;
        sleepers.second.onClaim = () -> sleepers.first.dozes = true;

        wakeups.wakeOne();

        assertThat(sleepers.first.claimed).isTrue();
    }

    @Test
    void aSearcherThatFoundTheOnlyWorkWakesNobody() {
        sleepers.workIsVisible = false;
        wakeups.startSearching();
        assertThat(wakeups.stopSearching()).isTrue();
        wakeups.wakeForMore();

        assertThat(sleepers.first.dozes).isTrue();
    }

    @Test
    void aSearcherThatFoundWorkWakesAnotherForMore() {
        wakeups.startSearching();
        assertThat(wakeups.stopSearching()).isTrue();
        wakeups.wakeForMore();

        assertThat(sleepers.first.claimed).isTrue();
    }

    @Test
    void saysThatNobodySleeps() {
        wakeups.idling(-2);

        wakeups.wakeOne();
        wakeups.wakeAnother();

        assertThat(sleepers.alerts).isEqualTo(2);
        assertThat(sleepers.first.dozes).isTrue();
    }

    private static final class TwoSleepers implements Wakeups.Sleepers {
        final OneSleeper first = new OneSleeper();
        final OneSleeper second = new OneSleeper();
        boolean workIsVisible = true;
        int alerts;

        @Override
        public Wakeups.Sleeper[] workers() {
            return new Wakeups.Sleeper[] {first, second};
        }

        @Override
        public boolean workIsVisible() {
            return workIsVisible;
        }

        @Override
        public void callDozing() {
            if (!first.callDozing()) {
                second.callDozing();
            }
        }

        @Override
        public void nobodySleeps() {
            alerts++;
        }
    }

    private static final class OneSleeper implements Wakeups.Sleeper {
        boolean dozes = true;
        boolean claimed;
        boolean called;
        Runnable onClaim = () -> {
        };

        @Override
        public boolean claimForSearch() {
            boolean woken = dozes;
            claimed |= woken;
            dozes = false;
            onClaim.run();
            return woken;
        }

        boolean callDozing() {
            boolean woken = dozes;
            called |= woken;
            dozes = false;
            return woken;
        }

        @Override
        public boolean isDozing() {
            return dozes;
        }
    }
}
