// SPDX-License-Identifier: Apache-2.0
/** What the pages say that are not about a server or a library. */
@NullMarked
package dev.stillpoint.guides.pages;

import org.jspecify.annotations.NullMarked;
