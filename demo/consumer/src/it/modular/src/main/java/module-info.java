// SPDX-License-Identifier: Apache-2.0
module com.example {
    requires dev.stillpoint.reclaim;
    requires dev.stillpoint.scheduler;
    requires jdk.httpserver;

    exports com.example;
}
