// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedResultsTest {

    private static final String WRITTEN_BY_JMH = """
            [
                {
                    "jmhVersion" : "1.37",
                    "benchmark" : "a.b.EchoBenchmark.request",
                    "mode" : "sample",
                    "threads" : 64,
                    "forks" : 2,
                    "jvm" : "/home/somebody/jdk-25/bin/java",
                    "jvmArgs" : [
                        "-Xmx4g"
                    ],
                    "warmupTime" : "500 ms",
                    "params" : {
                        "jvm" : "a/b",
                        "rawData" : "yes"
                    },
                    "primaryMetric" : {
                        "score" : 1.2345678901234567,
                        "scoreError" : "NaN",
                        "scoreConfidence" : [
                            "NaN",
                            "NaN"
                        ],
                        "scorePercentiles" : {
                            "50.0" : 0.5,
                            "99.0" : 7.5
                        },
                        "scoreUnit" : "ms/op",
                        "rawDataHistogram" : [
                            [
                                [
                                    [
                                        0.5,
                                        1000
                                    ]
                                ]
                            ]
                        ]
                    },
                    "secondaryMetrics" : {
                        "failed" : {
                            "score" : 91.0,
                            "scoreError" : 0.125,
                            "scoreUnit" : "#",
                            "rawData" : [
                                [
                                    45.0,
                                    46.0
                                ]
                            ]
                        }
                    }
                }
            ]
            """;

    private static final String KEPT = """
            [
              {
                "jmhVersion": "1.37",
                "benchmark": "a.b.EchoBenchmark.request",
                "mode": "sample",
                "threads": 64,
                "forks": 2,
                "jvm": "java",
                "jvmArgs": ["-Xmx4g"],
                "warmupTime": "500 ms",
                "params": {"jvm": "a/b", "rawData": "yes"},
                "primaryMetric": {
                  "score": 1.2345678901234567,
                  "scoreError": "NaN",
                  "scoreConfidence": ["NaN", "NaN"],
                  "scorePercentiles": {"50.0": 0.5, "99.0": 7.5},
                  "scoreUnit": "ms/op"
                },
                "secondaryMetrics": {"failed": {"score": 91, "scoreError": 0.125, "scoreUnit": "#"}}
              }
            ]
            """;

    @Test
    void allButTheMeasurementsAndTheFolderOfTheJvmIsKept() {
        assertThat(RecordedResults.of(WRITTEN_BY_JMH)).isEqualTo(KEPT);
    }

    @Test
    void whatIsRecordedStaysAsItIs() {
        assertThat(RecordedResults.of(KEPT)).isEqualTo(KEPT);
    }

    @Test
    void foldersOfWindowsAreLeftOutToo() {
        String windows = WRITTEN_BY_JMH.replace("/home/somebody/jdk-25/bin/java", "C:\\\\jdk-25\\\\bin\\\\java.exe");

        assertThat(RecordedResults.of(windows)).contains("\"jvm\": \"java.exe\"");
    }

    @Test
    void aChartIsTheSameBeforeAndAfter() {
        assertThat(Chart.draw(KEPT, "title")).isEqualTo(Chart.draw(WRITTEN_BY_JMH, "title")).contains("7.50");
    }

    @Test
    void otherFilesAreRefused() {
        String oddMetrics = KEPT.replaceFirst("\\{\"failed.*", "1");
        for (String wrong : List.of("", "{}", "[1]", "[{}]", "[{\"primaryMetric\": 1}]", oddMetrics)) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> RecordedResults.of(wrong))
                    .withMessageStartingWith("Not ");
        }
    }
}
