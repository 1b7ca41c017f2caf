// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.scopes;

import static java.util.stream.Collectors.joining;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import java.util.concurrent.StructuredTaskScope;

/** What a handler calls that looks up the articles of its request side by side. */
@SuppressWarnings("preview") // structured concurrency is a preview API of JDK 25
public final class SideBySide {

    private SideBySide() {
    }

    // @start region="shared"
    /** All in one version: the tasks share the section of the handler, which ends after they were joined. */
    public static String list(VersionSource<Prices> prices, String articles) throws InterruptedException {
        return ScopedQsbr.read(() -> {
            Prices now = prices.get();
            try (var scope = StructuredTaskScope.open(StructuredTaskScope.Joiner.<String>allSuccessfulOrThrow())) {
                for (String article : articles.split(",", -1)) {
                    scope.fork(() -> now.list(article));
                }
                return scope.join().map(StructuredTaskScope.Subtask::get).collect(joining(","));
            }
        });
    }
    // @end

    // @start region="own"
    /** Each in the version that is current then: every task has a section of its own, and the handler waits in none. */
    public static String listEach(VersionSource<Prices> prices, String articles) throws InterruptedException {
        try (var scope = StructuredTaskScope.open(StructuredTaskScope.Joiner.<String>allSuccessfulOrThrow())) {
            for (String article : articles.split(",", -1)) {
                scope.fork(() -> ScopedQsbr.read(() -> prices.get().list(article)));
            }
            return scope.join().map(StructuredTaskScope.Subtask::get).collect(joining(","));
        }
    }
    // @end
}
