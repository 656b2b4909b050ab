// SPDX-License-Identifier: MIT
#define FILE_NAME "lists.c"
#include "sample.h"

static struct item items[4];

/* Inlined wherever it is called, several times into one function. */
static always_inline s64 weigh(struct item *item, s64 factor)
{
	s64 weight;

	STEP(item->id, item->weight, factor);
	weight = item->weight * factor;
	STEP(item->id, item->weight, factor, weight);
	total += weight;
	STEP(item->id, factor, weight, total);
	return weight + item->id;
}

static noinline struct item *build(u64 seed, u32 count)
{
	struct item *head = 0;
	u32 index;

	for (index = 0; index < count; index++) {
		struct item *item = &items[index];

		STEP(seed, count, index);
		item->id = (u16)(hidden(seed) + index * 7);
		STEP(seed, count, index, item->id);
		item->kind = (u8)(index ^ 0x81);
		STEP(seed, count, index, item->id, item->kind);
		item->weight = -(s64)index * 1000 - (s64)hidden(seed);
		STEP(seed, count, index, item->id, item->kind, item->weight);
		item->at.x = (s32)index;
		STEP(seed, count, index, item->weight, item->at.x);
		item->at.y = (s32)table[index];
		STEP(seed, count, index, item->at.x, item->at.y);
		item->name[2] = (u8)('a' + index);
		STEP(seed, count, index, item->at.y, item->name[2]);
		item->next = head;
		head = item;
	}
	STEP(seed, count, head->id, head->next->id, head->next->next->weight);
	total += head->id;
	return head;
}

static noinline s64 walk(const struct item *head, s32 limit)
{
	const struct item *item;
	s64 sum = 0;
	s32 seen = 0;

	for (item = head; item; item = item->next) {
		STEP(limit, sum, seen, item->id, item->kind, item->weight, item->at.x, item->at.y);
		sum += item->weight;
		STEP(limit, sum, seen, item->id);
		seen++;
		STEP(limit, sum, seen, item->id, item->name[2]);
		if (seen >= limit)
			break;
	}
	STEP(limit, sum, seen);
	total ^= sum;
	STEP(limit, sum, seen, total);
	return sum * seen;
}

noinline s64 lists(u64 seed)
{
	static s32 calls = 5;
	struct item *head;
	s64 light, heavy, sum;

	STEP(seed, calls);
	calls += 2;
	STEP(seed, calls);
	head = build(hidden(seed), 4);
	STEP(seed, calls, head->id, head->weight, items[1].id, items[1].at.y);
	light = weigh(head, 2);
	STEP(seed, light, head->id, head->next->weight);
	heavy = weigh(head->next, light & 15);
	STEP(seed, light, heavy, head->next->id);
	sum = walk(head, 3);
	STEP(seed, light, heavy, sum, items[2].weight);
	items[2].weight = sum;
	STEP(light, heavy, sum, items[2].weight, calls);
	return light + heavy + sum + calls;
}
