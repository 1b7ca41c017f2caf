// SPDX-License-Identifier: Apache-2.0
/** The code of the page about Caffeine. */
@NullMarked
package dev.stillpoint.guides.caffeine;

import org.jspecify.annotations.NullMarked;
