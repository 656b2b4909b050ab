# SPDX-License-Identifier: MIT
# Every instruction that LLVM 22 knows, with the numbers at the edges..
.text
start:
w3 += 7
w3 += -7
w3 += 0
w3 += 2147483647
w3 += -2147483648
w3 += w2
w3 -= 7
w3 -= -7
w3 -= w2
w3 *= 7
w3 *= -7
w3 *= w2
w3 /= 7
w3 /= w2
w3 |= 7
w3 |= -7
w3 |= w2
w3 &= 7
w3 &= -7
w3 &= w2
w3 <<= 7
w3 <<= w2
w3 >>= 7
w3 >>= w2
w3 %= 7
w3 %= w2
w3 ^= 7
w3 ^= -7
w3 ^= w2
w3 = 7
w3 = -7
w3 = 0
w3 = 2147483647
w3 = -2147483648
w3 = w2
w3 s>>= 7
w3 s>>= w2
w3 s/= 7
w3 s/= -7
w3 s/= w2
w3 s%= 7
w3 s%= -7
w3 s%= w2
w3 = -w3
w3 = (s8)w2
w3 = (s16)w2
r3 += 7
r3 += -7
r3 += 0
r3 += 2147483647
r3 += -2147483648
r3 += r2
r3 -= 7
r3 -= -7
r3 -= r2
r3 *= 7
r3 *= -7
r3 *= r2
r3 /= 7
r3 /= r2
r3 |= 7
r3 |= -7
r3 |= r2
r3 &= 7
r3 &= -7
r3 &= r2
r3 <<= 7
r3 <<= r2
r3 >>= 7
r3 >>= r2
r3 %= 7
r3 %= r2
r3 ^= 7
r3 ^= -7
r3 ^= r2
r3 = 7
r3 = -7
r3 = 0
r3 = 2147483647
r3 = -2147483648
r3 = r2
r3 s>>= 7
r3 s>>= r2
r3 s/= 7
r3 s/= -7
r3 s/= r2
r3 s%= 7
r3 s%= -7
r3 s%= r2
r3 = -r3
r3 = (s8)r2
r3 = (s16)r2
r3 = (s32)r2
r3 = le16 r3
r3 = le32 r3
r3 = le64 r3
r3 = be16 r3
r3 = be32 r3
r3 = be64 r3
r3 = bswap16 r3
r3 = bswap32 r3
r3 = bswap64 r3
r1 = addr_space_cast(r2, 0, 1)
r1 = addr_space_cast(r2, 1, 0)
w1 = *(u8 *)(r10 + 0)
*(u8 *)(r10 + 0) = w1
w1 = *(u8 *)(r10 - 8)
*(u8 *)(r10 - 8) = w1
w1 = *(u8 *)(r10 + 32767)
*(u8 *)(r10 + 32767) = w1
w1 = *(u8 *)(r10 - 32768)
*(u8 *)(r10 - 32768) = w1
*(u8 *)(r10 - 8) = 0
*(u8 *)(r10 - 8) = -1
*(u8 *)(r10 - 8) = 2147483647
w1 = *(u16 *)(r10 + 0)
*(u16 *)(r10 + 0) = w1
w1 = *(u16 *)(r10 - 8)
*(u16 *)(r10 - 8) = w1
w1 = *(u16 *)(r10 + 32767)
*(u16 *)(r10 + 32767) = w1
w1 = *(u16 *)(r10 - 32768)
*(u16 *)(r10 - 32768) = w1
*(u16 *)(r10 - 8) = 0
*(u16 *)(r10 - 8) = -1
*(u16 *)(r10 - 8) = 2147483647
w1 = *(u32 *)(r10 + 0)
*(u32 *)(r10 + 0) = w1
w1 = *(u32 *)(r10 - 8)
*(u32 *)(r10 - 8) = w1
w1 = *(u32 *)(r10 + 32767)
*(u32 *)(r10 + 32767) = w1
w1 = *(u32 *)(r10 - 32768)
*(u32 *)(r10 - 32768) = w1
*(u32 *)(r10 - 8) = 0
*(u32 *)(r10 - 8) = -1
*(u32 *)(r10 - 8) = 2147483647
r1 = *(u64 *)(r10 + 0)
*(u64 *)(r10 + 0) = r1
r1 = *(u64 *)(r10 - 8)
*(u64 *)(r10 - 8) = r1
r1 = *(u64 *)(r10 + 32767)
*(u64 *)(r10 + 32767) = r1
r1 = *(u64 *)(r10 - 32768)
*(u64 *)(r10 - 32768) = r1
*(u64 *)(r10 - 8) = 0
*(u64 *)(r10 - 8) = -1
*(u64 *)(r10 - 8) = 2147483647
r1 = *(s8 *)(r10 + 8)
r1 = *(s16 *)(r10 + 8)
r1 = *(s32 *)(r10 + 8)
lock *(u32 *)(r1 + 4) += w2
lock *(u32 *)(r1 + 4) |= w2
lock *(u32 *)(r1 + 4) &= w2
lock *(u32 *)(r1 + 4) ^= w2
w2 = atomic_fetch_add((u32 *)(r1 - 4), w2)
w2 = atomic_fetch_or((u32 *)(r1 - 4), w2)
w2 = atomic_fetch_and((u32 *)(r1 - 4), w2)
w2 = atomic_fetch_xor((u32 *)(r1 - 4), w2)
lock *(u64 *)(r1 + 4) += r2
lock *(u64 *)(r1 + 4) |= r2
lock *(u64 *)(r1 + 4) &= r2
lock *(u64 *)(r1 + 4) ^= r2
r2 = atomic_fetch_add((u64 *)(r1 - 4), r2)
r2 = atomic_fetch_or((u64 *)(r1 - 4), r2)
r2 = atomic_fetch_and((u64 *)(r1 - 4), r2)
r2 = atomic_fetch_xor((u64 *)(r1 - 4), r2)
w2 = xchg32_32(r1 + 4, w2)
r2 = xchg_64(r1 - 8, r2)
w0 = cmpxchg32_32(r1 + 4, w0, w2)
r0 = cmpxchg_64(r1 - 8, r0, r2)
w2 = load_acquire((u8 *)(r1 - 4))
store_release((u8 *)(r1 + 4), w2)
w2 = load_acquire((u16 *)(r1 - 4))
store_release((u16 *)(r1 + 4), w2)
w2 = load_acquire((u32 *)(r1 - 4))
store_release((u32 *)(r1 + 4), w2)
r2 = load_acquire((u64 *)(r1 - 4))
store_release((u64 *)(r1 + 4), r2)
r0 = *(u8 *)skb[14]
r0 = *(u8 *)skb[r7]
r0 = *(u16 *)skb[14]
r0 = *(u16 *)skb[r7]
r0 = *(u32 *)skb[14]
r0 = *(u32 *)skb[r7]
r1 = 5 ll
r1 = -1 ll
r1 = 0x7fffffffffffffff ll
r1 = -0x8000000000000000 ll
r1 = 0xffffffff ll
r1 = 0x80000000 ll
call 5
call 195896080
call start
callx r3
gotox r4
exit
back:
if r1 == r2 goto back
if r1 == -5 goto ahead
if r1 == 7 goto ahead
if r1 != r2 goto back
if r1 != -5 goto ahead
if r1 != 7 goto ahead
if r1 > r2 goto back
if r1 > -5 goto ahead
if r1 > 7 goto ahead
if r1 >= r2 goto back
if r1 >= -5 goto ahead
if r1 >= 7 goto ahead
if r1 < r2 goto back
if r1 < -5 goto ahead
if r1 < 7 goto ahead
if r1 <= r2 goto back
if r1 <= -5 goto ahead
if r1 <= 7 goto ahead
if r1 s> r2 goto back
if r1 s> -5 goto ahead
if r1 s> 7 goto ahead
if r1 s>= r2 goto back
if r1 s>= -5 goto ahead
if r1 s>= 7 goto ahead
if r1 s< r2 goto back
if r1 s< -5 goto ahead
if r1 s< 7 goto ahead
if r1 s<= r2 goto back
if r1 s<= -5 goto ahead
if r1 s<= 7 goto ahead
if r1 & r2 goto back
if r1 & -5 goto ahead
if r1 & 7 goto ahead
if w1 == w2 goto back
if w1 == -5 goto ahead
if w1 == 7 goto ahead
if w1 != w2 goto back
if w1 != -5 goto ahead
if w1 != 7 goto ahead
if w1 > w2 goto back
if w1 > -5 goto ahead
if w1 > 7 goto ahead
if w1 >= w2 goto back
if w1 >= -5 goto ahead
if w1 >= 7 goto ahead
if w1 < w2 goto back
if w1 < -5 goto ahead
if w1 < 7 goto ahead
if w1 <= w2 goto back
if w1 <= -5 goto ahead
if w1 <= 7 goto ahead
if w1 s> w2 goto back
if w1 s> -5 goto ahead
if w1 s> 7 goto ahead
if w1 s>= w2 goto back
if w1 s>= -5 goto ahead
if w1 s>= 7 goto ahead
if w1 s< w2 goto back
if w1 s< -5 goto ahead
if w1 s< 7 goto ahead
if w1 s<= w2 goto back
if w1 s<= -5 goto ahead
if w1 s<= 7 goto ahead
if w1 & w2 goto back
if w1 & -5 goto ahead
if w1 & 7 goto ahead
goto ahead
gotol ahead
may_goto ahead
goto back
gotol start
may_goto back
ahead:
r0 = 0
exit
