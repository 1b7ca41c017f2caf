// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.spring;

import java.util.concurrent.ExecutorService;
import org.apache.coyote.ProtocolHandler;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;

// @start region="threads"
/** Requests, and what they hand over, run on virtual threads of the executor. */
@Configuration(proxyBeanMethods = false)
public class ServerThreads {

    @Bean
    TomcatProtocolHandlerCustomizer<ProtocolHandler> requestThreads(ExecutorService threads) {
        return protocol -> protocol.setExecutor(threads);
    }

    /** For {@code @Async} methods, and for handlers that return a {@code Callable}. */
    @Bean(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME)
    AsyncTaskExecutor applicationTaskExecutor(ExecutorService threads) {
        return new TaskExecutorAdapter(threads);
    }
}
// @end
