// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.Listening;
import dev.stillpoint.scheduler.fixture.Faults;
import dev.stillpoint.scheduler.fixture.PlayedRegisters;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Blocking calls whose begin or end fails at each point, for {@link BlockingCallsErrorsTest}. */
final class FailingBlockingCalls implements Callable<List<String>> {

    private final List<String> wrong = new ArrayList<>();

    @Override
    public List<String> call() throws Exception {
        int begins = Faults.atEachPoint(this::beginFails);
        int ends = Faults.atEachPoint(this::endFails);
        require(begins > 10 && ends >= 2, "%d and %d points".formatted(begins, ends));
        return wrong;
    }

    private boolean beginFails(int point) {
        Carrier carrier = mounted();
        BlockingCalls calls = new BlockingCalls(carrier, new CarrierCounts());
        Faults.arm(point, StackOverflowError::new);
        boolean announced = false;
        try {
            announced = calls.begin();
        } catch (StackOverflowError e) {
            // The JDK does not say when a call ends whose begin has failed.
        }
        boolean struck = Faults.disarm();
        if (!announced) {
            require(carrier.isOnline(), "begin fails at %d: offline while the thread goes on".formatted(point));
        } else {
            require(!carrier.isOnline(), "begin at %d: online in a call".formatted(point));
        }
        calls.end();
        require(carrier.isOnline() && !calls.isInCall(),
                "begin fails at %d: not repaired before the next mount".formatted(point));
        require(calls.begin() && !carrier.isOnline(),
                "begin fails at %d: the next call is not announced".formatted(point));
        return struck;
    }

    /** At a real stack end the end of a call does not fail, because it was rehearsed. If it did, it can be repeated. */
    private boolean endFails(int point) {
        Carrier carrier = mounted();
        BlockingCalls calls = new BlockingCalls(carrier, new CarrierCounts());
        require(calls.begin(), "not announced");
        Faults.arm(point, StackOverflowError::new);
        try {
            calls.end();
        } catch (StackOverflowError e) {
            require(calls.isInCall(), "end fails at %d: forgotten".formatted(point));
        }
        boolean struck = Faults.disarm();
        calls.end();
        require(carrier.isOnline() && !calls.isInCall(),
                "end fails at %d: not repaired before the next mount".formatted(point));
        return struck;
    }

    private static Carrier mounted() {
        Carrier carrier = PlayedRegisters.carrier("c0");
        Listening.to(carrier, () -> {
        });
        carrier.goOnline();
        return carrier;
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            wrong.add(otherwise);
        }
    }
}
