// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.spring;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.scheduler.CarrierScheduler;
import java.util.concurrent.ExecutorService;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;

// @start region="application"
@SpringBootApplication
public class Application {

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    Reclaimer reclaimer() {
        return Reclaimer.create();
    }

    @Bean
    QsbrReference<Prices> prices(Reclaimer reclaimer) {
        return QsbrReference.of(reclaimer, Prices.of(BlockAllocator.malloc(), 1099, 495));
    }

    /** Closed before the prices, since it depends on them; and the prices before the reclaimer. */
    @Bean
    @DependsOn("prices")
    CarrierScheduler scheduler() {
        return CarrierScheduler.create();
    }

    @Bean
    ExecutorService threads(CarrierScheduler scheduler) {
        return scheduler.newThreadPerTaskExecutor();
    }
}
// @end
