// SPDX-License-Identifier: Apache-2.0
/** The code of the page about migrating: the same list of prices, kept safe in five ways. */
@NullMarked
package dev.stillpoint.guides.migrate;

import org.jspecify.annotations.NullMarked;
