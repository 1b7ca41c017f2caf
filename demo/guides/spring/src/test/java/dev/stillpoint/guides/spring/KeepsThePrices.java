// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.spring;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;
import org.jspecify.annotations.Nullable;

/** A controller that keeps what it may use in its section only. It breaks a rule, to show that the rule can fail. */
final class KeepsThePrices {

    private final QsbrReference<Prices> prices;
    private @Nullable Prices kept;

    KeepsThePrices(QsbrReference<Prices> prices) {
        this.prices = prices;
    }

    String answer(String articles) {
        return ScopedQsbr.read(() -> {
            Prices now = prices.get();
            kept = now;
            return now.list(articles);
        });
    }

    @Nullable Prices last() {
        return kept;
    }
}
