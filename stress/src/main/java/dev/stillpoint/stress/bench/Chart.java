// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws the results of JMH as bars, with error bars, as an SVG file that can be read on light and on dark ground.
 *
 * <pre>{@code java -cp stress/target/stress.jar dev.stillpoint.stress.bench.Chart in.json out.svg [title]}</pre>
 *
 * <p>Each benchmark class has a panel with a scale of its own, so lengths are compared within a panel only.
 */
public final class Chart {

    private static final int WIDTH = 920;
    private static final int LABELS = 330;
    private static final int BARS = 430;
    private static final int ROW = 20;
    private static final int BAR = 14;
    private static final int PANEL_HEAD = 40;
    private static final int TITLE_HEAD = 40;
    private static final int MARGIN = 16;

    private static final String STYLE = """
            <style>
              text { font: 13px system-ui, sans-serif; fill: #1f2328; }
              .title { font-size: 18px; font-weight: 600; }
              .panel { font-weight: 600; }
              .label { text-anchor: end; }
              .error { stroke: #1f2328; stroke-width: 1.5; }
              .ground { fill: #ffffff; }
              .bar0 { fill: #8c959f; } .bar1 { fill: #0969da; } .bar2 { fill: #bf8700; } .bar3 { fill: #1a7f37; }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3; }
                .error { stroke: #e6edf3; }
                .ground { fill: #0d1117; }
                .bar0 { fill: #6e7681; } .bar1 { fill: #4493f8; } .bar2 { fill: #d29922; } .bar3 { fill: #3fb950; }
              }
            </style>
            """;
    private static final int COLOURS = 4;

    private final List<JmhRow> rows;
    private final List<String> contestants;
    private final StringBuilder svg = new StringBuilder();
    private int y;

    private Chart(List<JmhRow> rows) {
        this.rows = rows;
        contestants = rows.stream().map(JmhRow::contestant).distinct().toList();
    }

    /** Draws. Ends with the status 2 and one line when a file is missing or is none of JMH's. */
    public static void main(String... args) throws IOException {
        if (args.length < 2 || args.length > 3) {
            ResultFile.refuse("Use: java -cp stress.jar " + Chart.class.getName() + " in.json out.svg [title]");
            return;
        }
        String title = args.length == 3 ? args[2] : String.valueOf(Path.of(args[0]).getFileName());
        ResultFile.convert(args[0], args[1], json -> draw(json, title));
    }

    /**
     * The SVG file.
     *
     * @param json what JMH wrote with {@code -rf json}
     * @throws IllegalArgumentException if it is not what JMH writes
     */
    static String draw(String json, String title) {
        return new Chart(JmhRow.allOf(json)).draw(title);
    }

    private String draw(String title) {
        text("title", MARGIN, MARGIN + 18, title);
        y = MARGIN + TITLE_HEAD;
        for (int first = 0; first < rows.size();) {
            List<JmhRow> panel = panelAt(first);
            drawPanel(panel);
            first += panel.size();
        }
        int height = y + MARGIN;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d" role="img">
                %s<rect class="ground" width="%1$d" height="%2$d"/>
                %s</svg>
                """.formatted(WIDTH, height, STYLE, svg);
    }

    private List<JmhRow> panelAt(int first) {
        List<JmhRow> panel = new ArrayList<>();
        for (int i = first; i < rows.size() && rows.get(i).panel().equals(rows.get(first).panel()); i++) {
            panel.add(rows.get(i));
        }
        return panel;
    }

    private void drawPanel(List<JmhRow> panel) {
        y += PANEL_HEAD;
        boolean lessIsBetter = !panel.getFirst().unit().startsWith("ops/");
        text("panel", MARGIN, y - 10, panel.getFirst().panel() + (lessIsBetter ? ", less is better" : ""));
        double longest = panel.stream().mapToDouble(row -> row.score() + row.error()).filter(Double::isFinite).max()
                .orElse(1);
        for (JmhRow row : panel) {
            drawRow(row, longest);
            y += ROW;
        }
    }

    private void drawRow(JmhRow row, double longest) {
        int middle = y + ROW / 2;
        text("label", LABELS, middle + 4, row.label());
        if (!Double.isFinite(row.score())) {
            text("value", LABELS + 8, middle + 4, "no result");
            return;
        }
        int start = LABELS + 8;
        int end = start + length(row.score(), longest);
        svg.append("<rect class=\"bar%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n".formatted(
                contestants.indexOf(row.contestant()) % COLOURS, start, middle - BAR / 2, end - start, BAR));
        int far = start + length(row.score() + row.error(), longest);
        if (row.error() != 0) {
            int near = start + length(Math.max(0, row.score() - row.error()), longest);
            svg.append("<line class=\"error\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%2$d\"/>%n"
                    .formatted(near, middle, far));
        }
        text("value", far + 6, middle + 4, number(row.score()) + (row.error() == 0 ? "" : " ± " + number(row.error())));
    }

    private static int length(double value, double longest) {
        return (int) Math.round(BARS * value / longest);
    }

    /** Three significant digits or so. */
    private static String number(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.2g";
        return String.format(Locale.ROOT, format, value);
    }

    private void text(String style, int x, int baseline, String text) {
        svg.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(style, x, baseline,
                text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
