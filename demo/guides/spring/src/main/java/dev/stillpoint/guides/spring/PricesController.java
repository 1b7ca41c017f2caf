// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.spring;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Callable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

// @start region="controller"
@RestController
public class PricesController {

    private final VersionSource<Prices> prices;

    PricesController(VersionSource<Prices> prices) {
        this.prices = prices;
    }

    @GetMapping("/prices")
    String list(HttpServletRequest request) {
        String articles = request.getQueryString();
        return ScopedQsbr.read(() -> prices.get().list(articles));
    }

    /** The same on a thread of the task executor; the section is opened there. */
    @GetMapping("/prices/later")
    Callable<String> listLater(HttpServletRequest request) {
        String articles = request.getQueryString();
        return () -> ScopedQsbr.read(() -> prices.get().list(articles));
    }
}
// @end
