// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {
    private static final String RESULTS = """
            [
              {"benchmark": "a.b.YieldBenchmark.alone", "mode": "avgt",
               "params": {"carriers": "1", "scheduler": "default"},
               "primaryMetric": {"score": 200.0, "scoreError": 50.0, "scoreUnit": "ns/op"}},
              {"benchmark": "a.b.YieldBenchmark.alone", "mode": "avgt",
               "params": {"carriers": "1", "scheduler": "still<point>"},
               "primaryMetric": {"score": 100.0, "scoreError": "NaN", "scoreUnit": "ns/op"}},
              {"benchmark": "a.b.EchoBenchmark.request", "mode": "thrpt",
               "primaryMetric": {"score": 12345.6, "scoreError": 1e2, "scoreUnit": "ops/s"}},
              {"benchmark": "a.b.EchoBenchmark.request", "mode": "sample",
               "primaryMetric": {"score": 1.0, "scoreError": 0.1, "scoreUnit": "ms/op",
                                 "scorePercentiles": {"50.0": 0.5, "99.0": 7.5}}}
            ]
            """;

    @Test
    void barsAreAsLongAsTheirScores() throws Exception {
        NodeList bars = drawn().getElementsByTagName("rect");
        List<Integer> widths = List.of(width(bars, 1), width(bars, 2), width(bars, 3), width(bars, 4));

        // In the order of the panels' names: the throughput, the percentile, the two yields.
        assertThat(widths.get(0)).isEqualTo(Math.round(430 * 12345.6f / 12445.6f));
        assertThat(widths.get(1)).isEqualTo(430);
        assertThat(widths.get(2)).isEqualTo(344);
        assertThat(widths.get(3)).isEqualTo(172);
    }

    private static int width(NodeList bars, int index) {
        return Integer.parseInt(((Element) bars.item(index)).getAttribute("width"));
    }

    @Test
    void errorBarsStandWhereThereIsAnError() throws Exception {
        NodeList errors = drawn().getElementsByTagName("line");

        assertThat(errors.getLength()).isEqualTo(2);
        Element yield = (Element) errors.item(1);
        int start = 338;
        assertThat(yield.getAttribute("x1")).isEqualTo(Integer.toString(start + 258));
        assertThat(yield.getAttribute("x2")).isEqualTo(Integer.toString(start + 430));
    }

    @Test
    void titleUnitsLabelsAndValuesAreThere() throws Exception {
        assertThat(drawn().getDocumentElement().getTextContent()).contains("Scheduling & more",
                "EchoBenchmark, 99th percentile [ms/op], less is better", "EchoBenchmark [ops/s]\n",
                "YieldBenchmark [ns/op], less is better", "alone carriers=1 default", "alone carriers=1 still<point>",
                "200 ± 50.0", "12,346 ± 100", "7.50\n");
    }

    private static Document drawn() throws Exception {
        String svg = Chart.draw(RESULTS, "Scheduling & more");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void otherFilesAreRefused() {
        for (String wrong : List.of("", "{}", "[1]", "[{}]", "[", "[\"a\" \"b\"]", "[] x", "{\"a\"}", "nul")) {
            assertThatExceptionOfType(IllegalArgumentException.class).as(wrong)
                    .isThrownBy(() -> Chart.draw(wrong, "title")).withMessageStartingWith("Not ");
        }
    }

    @Test
    void jsonIsRead() {
        assertThat(Json.parse("[true, false, null, -1.5e1, \"a\\n\\u0041\\\"\\\\\", {}, [], {\"x\": [1]}]"))
                .isEqualTo(Arrays.asList(true, false, null, -15.0, "a\nA\"\\", Map.of(), List.of(),
                        Map.of("x", List.of(1.0))));
    }
}
