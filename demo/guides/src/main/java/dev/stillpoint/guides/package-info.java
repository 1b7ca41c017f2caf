// SPDX-License-Identifier: Apache-2.0
/** What the pages in {@code docs/guides} have in common: a table of prices that is reloaded while servers read it. */
@NullMarked
package dev.stillpoint.guides;

import org.jspecify.annotations.NullMarked;
