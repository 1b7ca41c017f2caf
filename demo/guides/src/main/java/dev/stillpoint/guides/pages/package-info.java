// SPDX-License-Identifier: Apache-2.0
/** The code of pages about no server and no library. Each file belongs to one page, which shows its regions. */
@NullMarked
package dev.stillpoint.guides.pages;

import org.jspecify.annotations.NullMarked;
