// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.fixture.Carriers;
import java.util.stream.Collectors;

/** The real scheduler. */
final class RealCarriers implements World {

    private final CarrierScheduler scheduler;

    RealCarriers(int carriers) {
        scheduler = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("torture").withCarriers(carriers).withQueueCapacity(4));
    }

    @Override
    public Thread start(Runnable body) {
        return scheduler.start(body);
    }

    @Override
    public void carriers(int number) {
        scheduler.setCarriers(number);
    }

    @Override
    public String leftovers() {
        return Carriers.of(scheduler).stream().filter(carrier -> !isClear(carrier))
                .map(carrier -> "%s: %d holds, %d and %d parked readers. ".formatted(carrier,
                        carrier.registers().holdsAcquire(), carrier.parked(0), carrier.parked(1)))
                .collect(Collectors.joining());
    }

    private static boolean isClear(Carrier carrier) {
        return carrier.registers().holdsAcquire() == 0 && carrier.parked(0) == 0 && carrier.parked(1) == 0;
    }

    @Override
    public String situation() {
        return scheduler.dump();
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
