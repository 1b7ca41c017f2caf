// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import dev.stillpoint.guides.helidon.HelidonServer;
import dev.stillpoint.guides.jdk.JdkServer;
import dev.stillpoint.guides.jetty.JettyServer;
import dev.stillpoint.guides.load.ReloadsUnderLoad;
import dev.stillpoint.guides.load.ReloadsUnderLoad.Running;
import dev.stillpoint.guides.tomcat.TomcatServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each server of a guide answers rightly while its table is reloaded, and is closed under load. */
@Timeout(300)
class ServersTest {

    @Test
    void theServerOfTheJdk() throws Exception {
        ReloadsUnderLoad.onCarriers((threads, prices) -> {
            JdkServer server = new JdkServer(threads, prices, 0);
            return new Running(server.port(), server);
        });
    }

    @Test
    void theServerOfTheJdkWithoutOurScheduler() throws Exception {
        ReloadsUnderLoad.withVisitors((threads, prices) -> {
            JdkServer server = new JdkServer(threads, prices, 0);
            return new Running(server.port(), server);
        });
    }

    @Test
    void jetty() throws Exception {
        ReloadsUnderLoad.onCarriers((threads, prices) -> {
            JettyServer server = new JettyServer(threads, prices, 0);
            return new Running(server.port(), server);
        });
    }

    @Test
    void tomcat(@TempDir Path directory) throws Exception {
        ReloadsUnderLoad.onCarriers((threads, prices) -> {
            TomcatServer server = new TomcatServer(threads, prices, 0, directory.toString());
            return new Running(server.port(), server);
        });
    }

    @Test
    void helidonWithVisitors() throws Exception {
        ReloadsUnderLoad.withVisitors((threads, prices) -> {
            HelidonServer server = new HelidonServer(prices, 0);
            return new Running(server.port(), server);
        });
    }
}
