"use strict";
(() => {
  var __create = Object.create;
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __getProtoOf = Object.getPrototypeOf;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __commonJS = (cb, mod) => function __require() {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  };
  var __copyProps = (to, from, except, desc) => {
    if (from && typeof from === "object" || typeof from === "function") {
      for (let key2 of __getOwnPropNames(from))
        if (!__hasOwnProp.call(to, key2) && key2 !== except)
          __defProp(to, key2, { get: () => from[key2], enumerable: !(desc = __getOwnPropDesc(from, key2)) || desc.enumerable });
    }
    return to;
  };
  var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
    // If the importer is in node compatibility mode or this is not an ESM
    // file that has been converted to a CommonJS file using a Babel-
    // compatible transform (i.e. "__esModule" has not been set), then set
    // "default" to the CommonJS "module.exports" for node compatibility.
    isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
    mod
  ));
  var __toBinary = /* @__PURE__ */ (() => {
    var table = new Uint8Array(128);
    for (var i4 = 0; i4 < 64; i4++) table[i4 < 26 ? i4 + 65 : i4 < 52 ? i4 + 71 : i4 < 62 ? i4 - 4 : i4 * 4 - 205] = i4;
    return (base64) => {
      var n3 = base64.length, bytes = new Uint8Array((n3 - (base64[n3 - 1] == "=") - (base64[n3 - 2] == "=")) * 3 / 4 | 0);
      for (var i5 = 0, j4 = 0; i5 < n3; ) {
        var c0 = table[base64.charCodeAt(i5++)], c1 = table[base64.charCodeAt(i5++)];
        var c22 = table[base64.charCodeAt(i5++)], c32 = table[base64.charCodeAt(i5++)];
        bytes[j4++] = c0 << 2 | c1 >> 4;
        bytes[j4++] = c1 << 4 | c22 >> 2;
        bytes[j4++] = c22 << 6 | c32;
      }
      return bytes;
    };
  })();

  // node_modules/gifenc/dist/gifenc.js
  var require_gifenc = __commonJS({
    "node_modules/gifenc/dist/gifenc.js"(exports) {
      var __defProp2 = Object.defineProperty;
      var __markAsModule = (target) => __defProp2(target, "__esModule", { value: true });
      var __export = (target, all) => {
        for (var name in all)
          __defProp2(target, name, { get: all[name], enumerable: true });
      };
      __markAsModule(exports);
      __export(exports, {
        GIFEncoder: () => GIFEncoder2,
        applyPalette: () => applyPalette2,
        default: () => src_default,
        nearestColor: () => nearestColor,
        nearestColorIndex: () => nearestColorIndex,
        nearestColorIndexWithDistance: () => nearestColorIndexWithDistance,
        prequantize: () => prequantize,
        quantize: () => quantize2,
        snapColorsToPalette: () => snapColorsToPalette
      });
      var constants_default = {
        signature: "GIF",
        version: "89a",
        trailer: 59,
        extensionIntroducer: 33,
        applicationExtensionLabel: 255,
        graphicControlExtensionLabel: 249,
        imageSeparator: 44,
        signatureSize: 3,
        versionSize: 3,
        globalColorTableFlagMask: 128,
        colorResolutionMask: 112,
        sortFlagMask: 8,
        globalColorTableSizeMask: 7,
        applicationIdentifierSize: 8,
        applicationAuthCodeSize: 3,
        disposalMethodMask: 28,
        userInputFlagMask: 2,
        transparentColorFlagMask: 1,
        localColorTableFlagMask: 128,
        interlaceFlagMask: 64,
        idSortFlagMask: 32,
        localColorTableSizeMask: 7
      };
      function createStream(initialCapacity = 256) {
        let cursor = 0;
        let contents = new Uint8Array(initialCapacity);
        return {
          get buffer() {
            return contents.buffer;
          },
          reset() {
            cursor = 0;
          },
          bytesView() {
            return contents.subarray(0, cursor);
          },
          bytes() {
            return contents.slice(0, cursor);
          },
          writeByte(byte) {
            expand(cursor + 1);
            contents[cursor] = byte;
            cursor++;
          },
          writeBytes(data, offset = 0, byteLength = data.length) {
            expand(cursor + byteLength);
            for (let i4 = 0; i4 < byteLength; i4++) {
              contents[cursor++] = data[i4 + offset];
            }
          },
          writeBytesView(data, offset = 0, byteLength = data.byteLength) {
            expand(cursor + byteLength);
            contents.set(data.subarray(offset, offset + byteLength), cursor);
            cursor += byteLength;
          }
        };
        function expand(newCapacity) {
          var prevCapacity = contents.length;
          if (prevCapacity >= newCapacity)
            return;
          var CAPACITY_DOUBLING_MAX = 1024 * 1024;
          newCapacity = Math.max(newCapacity, prevCapacity * (prevCapacity < CAPACITY_DOUBLING_MAX ? 2 : 1.125) >>> 0);
          if (prevCapacity != 0)
            newCapacity = Math.max(newCapacity, 256);
          const oldContents = contents;
          contents = new Uint8Array(newCapacity);
          if (cursor > 0)
            contents.set(oldContents.subarray(0, cursor), 0);
        }
      }
      var BITS = 12;
      var DEFAULT_HSIZE = 5003;
      var MASKS = [
        0,
        1,
        3,
        7,
        15,
        31,
        63,
        127,
        255,
        511,
        1023,
        2047,
        4095,
        8191,
        16383,
        32767,
        65535
      ];
      function lzwEncode(width, height, pixels, colorDepth, outStream = createStream(512), accum = new Uint8Array(256), htab = new Int32Array(DEFAULT_HSIZE), codetab = new Int32Array(DEFAULT_HSIZE)) {
        const hsize = htab.length;
        const initCodeSize = Math.max(2, colorDepth);
        accum.fill(0);
        codetab.fill(0);
        htab.fill(-1);
        let cur_accum = 0;
        let cur_bits = 0;
        const init_bits = initCodeSize + 1;
        const g_init_bits = init_bits;
        let clear_flg = false;
        let n_bits = g_init_bits;
        let maxcode = (1 << n_bits) - 1;
        const ClearCode = 1 << init_bits - 1;
        const EOFCode = ClearCode + 1;
        let free_ent = ClearCode + 2;
        let a_count = 0;
        let ent = pixels[0];
        let hshift = 0;
        for (let fcode = hsize; fcode < 65536; fcode *= 2) {
          ++hshift;
        }
        hshift = 8 - hshift;
        outStream.writeByte(initCodeSize);
        output(ClearCode);
        const length = pixels.length;
        for (let idx = 1; idx < length; idx++) {
          next_block: {
            const c4 = pixels[idx];
            const fcode = (c4 << BITS) + ent;
            let i4 = c4 << hshift ^ ent;
            if (htab[i4] === fcode) {
              ent = codetab[i4];
              break next_block;
            }
            const disp = i4 === 0 ? 1 : hsize - i4;
            while (htab[i4] >= 0) {
              i4 -= disp;
              if (i4 < 0)
                i4 += hsize;
              if (htab[i4] === fcode) {
                ent = codetab[i4];
                break next_block;
              }
            }
            output(ent);
            ent = c4;
            if (free_ent < 1 << BITS) {
              codetab[i4] = free_ent++;
              htab[i4] = fcode;
            } else {
              htab.fill(-1);
              free_ent = ClearCode + 2;
              clear_flg = true;
              output(ClearCode);
            }
          }
        }
        output(ent);
        output(EOFCode);
        outStream.writeByte(0);
        return outStream.bytesView();
        function output(code) {
          cur_accum &= MASKS[cur_bits];
          if (cur_bits > 0)
            cur_accum |= code << cur_bits;
          else
            cur_accum = code;
          cur_bits += n_bits;
          while (cur_bits >= 8) {
            accum[a_count++] = cur_accum & 255;
            if (a_count >= 254) {
              outStream.writeByte(a_count);
              outStream.writeBytesView(accum, 0, a_count);
              a_count = 0;
            }
            cur_accum >>= 8;
            cur_bits -= 8;
          }
          if (free_ent > maxcode || clear_flg) {
            if (clear_flg) {
              n_bits = g_init_bits;
              maxcode = (1 << n_bits) - 1;
              clear_flg = false;
            } else {
              ++n_bits;
              maxcode = n_bits === BITS ? 1 << n_bits : (1 << n_bits) - 1;
            }
          }
          if (code == EOFCode) {
            while (cur_bits > 0) {
              accum[a_count++] = cur_accum & 255;
              if (a_count >= 254) {
                outStream.writeByte(a_count);
                outStream.writeBytesView(accum, 0, a_count);
                a_count = 0;
              }
              cur_accum >>= 8;
              cur_bits -= 8;
            }
            if (a_count > 0) {
              outStream.writeByte(a_count);
              outStream.writeBytesView(accum, 0, a_count);
              a_count = 0;
            }
          }
        }
      }
      var lzwEncode_default = lzwEncode;
      function rgb888_to_rgb565(r4, g4, b4) {
        return r4 << 8 & 63488 | g4 << 2 & 992 | b4 >> 3;
      }
      function rgba8888_to_rgba4444(r4, g4, b4, a4) {
        return r4 >> 4 | g4 & 240 | (b4 & 240) << 4 | (a4 & 240) << 8;
      }
      function rgb888_to_rgb444(r4, g4, b4) {
        return r4 >> 4 << 8 | g4 & 240 | b4 >> 4;
      }
      function clamp2(value, min, max) {
        return value < min ? min : value > max ? max : value;
      }
      function sqr(value) {
        return value * value;
      }
      function find_nn(bins, idx, hasAlpha) {
        var nn = 0;
        var err = 1e100;
        const bin1 = bins[idx];
        const n1 = bin1.cnt;
        const wa = bin1.ac;
        const wr = bin1.rc;
        const wg = bin1.gc;
        const wb = bin1.bc;
        for (var i4 = bin1.fw; i4 != 0; i4 = bins[i4].fw) {
          const bin = bins[i4];
          const n22 = bin.cnt;
          const nerr2 = n1 * n22 / (n1 + n22);
          if (nerr2 >= err)
            continue;
          var nerr = 0;
          if (hasAlpha) {
            nerr += nerr2 * sqr(bin.ac - wa);
            if (nerr >= err)
              continue;
          }
          nerr += nerr2 * sqr(bin.rc - wr);
          if (nerr >= err)
            continue;
          nerr += nerr2 * sqr(bin.gc - wg);
          if (nerr >= err)
            continue;
          nerr += nerr2 * sqr(bin.bc - wb);
          if (nerr >= err)
            continue;
          err = nerr;
          nn = i4;
        }
        bin1.err = err;
        bin1.nn = nn;
      }
      function create_bin() {
        return {
          ac: 0,
          rc: 0,
          gc: 0,
          bc: 0,
          cnt: 0,
          nn: 0,
          fw: 0,
          bk: 0,
          tm: 0,
          mtm: 0,
          err: 0
        };
      }
      function create_bin_list(data, format) {
        const bincount = format === "rgb444" ? 4096 : 65536;
        const bins = new Array(bincount);
        const size = data.length;
        if (format === "rgba4444") {
          for (let i4 = 0; i4 < size; ++i4) {
            const color = data[i4];
            const a4 = color >> 24 & 255;
            const b4 = color >> 16 & 255;
            const g4 = color >> 8 & 255;
            const r4 = color & 255;
            const index = rgba8888_to_rgba4444(r4, g4, b4, a4);
            let bin = index in bins ? bins[index] : bins[index] = create_bin();
            bin.rc += r4;
            bin.gc += g4;
            bin.bc += b4;
            bin.ac += a4;
            bin.cnt++;
          }
        } else if (format === "rgb444") {
          for (let i4 = 0; i4 < size; ++i4) {
            const color = data[i4];
            const b4 = color >> 16 & 255;
            const g4 = color >> 8 & 255;
            const r4 = color & 255;
            const index = rgb888_to_rgb444(r4, g4, b4);
            let bin = index in bins ? bins[index] : bins[index] = create_bin();
            bin.rc += r4;
            bin.gc += g4;
            bin.bc += b4;
            bin.cnt++;
          }
        } else {
          for (let i4 = 0; i4 < size; ++i4) {
            const color = data[i4];
            const b4 = color >> 16 & 255;
            const g4 = color >> 8 & 255;
            const r4 = color & 255;
            const index = rgb888_to_rgb565(r4, g4, b4);
            let bin = index in bins ? bins[index] : bins[index] = create_bin();
            bin.rc += r4;
            bin.gc += g4;
            bin.bc += b4;
            bin.cnt++;
          }
        }
        return bins;
      }
      function quantize2(rgba, maxColors, opts = {}) {
        const {
          format = "rgb565",
          clearAlpha = true,
          clearAlphaColor = 0,
          clearAlphaThreshold = 0,
          oneBitAlpha = false
        } = opts;
        if (!rgba || !rgba.buffer) {
          throw new Error("quantize() expected RGBA Uint8Array data");
        }
        if (!(rgba instanceof Uint8Array) && !(rgba instanceof Uint8ClampedArray)) {
          throw new Error("quantize() expected RGBA Uint8Array data");
        }
        const data = new Uint32Array(rgba.buffer);
        let useSqrt = opts.useSqrt !== false;
        const hasAlpha = format === "rgba4444";
        const bins = create_bin_list(data, format);
        const bincount = bins.length;
        const bincountMinusOne = bincount - 1;
        const heap = new Uint32Array(bincount + 1);
        var maxbins = 0;
        for (var i4 = 0; i4 < bincount; ++i4) {
          const bin = bins[i4];
          if (bin != null) {
            var d5 = 1 / bin.cnt;
            if (hasAlpha)
              bin.ac *= d5;
            bin.rc *= d5;
            bin.gc *= d5;
            bin.bc *= d5;
            bins[maxbins++] = bin;
          }
        }
        if (sqr(maxColors) / maxbins < 0.022) {
          useSqrt = false;
        }
        var i4 = 0;
        for (; i4 < maxbins - 1; ++i4) {
          bins[i4].fw = i4 + 1;
          bins[i4 + 1].bk = i4;
          if (useSqrt)
            bins[i4].cnt = Math.sqrt(bins[i4].cnt);
        }
        if (useSqrt)
          bins[i4].cnt = Math.sqrt(bins[i4].cnt);
        var h5, l4, l22;
        for (i4 = 0; i4 < maxbins; ++i4) {
          find_nn(bins, i4, false);
          var err = bins[i4].err;
          for (l4 = ++heap[0]; l4 > 1; l4 = l22) {
            l22 = l4 >> 1;
            if (bins[h5 = heap[l22]].err <= err)
              break;
            heap[l4] = h5;
          }
          heap[l4] = i4;
        }
        var extbins = maxbins - maxColors;
        for (i4 = 0; i4 < extbins; ) {
          var tb;
          for (; ; ) {
            var b1 = heap[1];
            tb = bins[b1];
            if (tb.tm >= tb.mtm && bins[tb.nn].mtm <= tb.tm)
              break;
            if (tb.mtm == bincountMinusOne)
              b1 = heap[1] = heap[heap[0]--];
            else {
              find_nn(bins, b1, false);
              tb.tm = i4;
            }
            var err = bins[b1].err;
            for (l4 = 1; (l22 = l4 + l4) <= heap[0]; l4 = l22) {
              if (l22 < heap[0] && bins[heap[l22]].err > bins[heap[l22 + 1]].err)
                l22++;
              if (err <= bins[h5 = heap[l22]].err)
                break;
              heap[l4] = h5;
            }
            heap[l4] = b1;
          }
          var nb = bins[tb.nn];
          var n1 = tb.cnt;
          var n22 = nb.cnt;
          var d5 = 1 / (n1 + n22);
          if (hasAlpha)
            tb.ac = d5 * (n1 * tb.ac + n22 * nb.ac);
          tb.rc = d5 * (n1 * tb.rc + n22 * nb.rc);
          tb.gc = d5 * (n1 * tb.gc + n22 * nb.gc);
          tb.bc = d5 * (n1 * tb.bc + n22 * nb.bc);
          tb.cnt += nb.cnt;
          tb.mtm = ++i4;
          bins[nb.bk].fw = nb.fw;
          bins[nb.fw].bk = nb.bk;
          nb.mtm = bincountMinusOne;
        }
        let palette = [];
        var k4 = 0;
        for (i4 = 0; ; ++k4) {
          let r4 = clamp2(Math.round(bins[i4].rc), 0, 255);
          let g4 = clamp2(Math.round(bins[i4].gc), 0, 255);
          let b4 = clamp2(Math.round(bins[i4].bc), 0, 255);
          let a4 = 255;
          if (hasAlpha) {
            a4 = clamp2(Math.round(bins[i4].ac), 0, 255);
            if (oneBitAlpha) {
              const threshold = typeof oneBitAlpha === "number" ? oneBitAlpha : 127;
              a4 = a4 <= threshold ? 0 : 255;
            }
            if (clearAlpha && a4 <= clearAlphaThreshold) {
              r4 = g4 = b4 = clearAlphaColor;
              a4 = 0;
            }
          }
          const color = hasAlpha ? [r4, g4, b4, a4] : [r4, g4, b4];
          const exists = existsInPalette(palette, color);
          if (!exists)
            palette.push(color);
          if ((i4 = bins[i4].fw) == 0)
            break;
        }
        return palette;
      }
      function existsInPalette(palette, color) {
        for (let i4 = 0; i4 < palette.length; i4++) {
          const p5 = palette[i4];
          let matchesRGB = p5[0] === color[0] && p5[1] === color[1] && p5[2] === color[2];
          let matchesAlpha = p5.length >= 4 && color.length >= 4 ? p5[3] === color[3] : true;
          if (matchesRGB && matchesAlpha)
            return true;
        }
        return false;
      }
      function euclideanDistanceSquared(a4, b4) {
        var sum = 0;
        var n3;
        for (n3 = 0; n3 < a4.length; n3++) {
          const dx = a4[n3] - b4[n3];
          sum += dx * dx;
        }
        return sum;
      }
      function roundStep(byte, step) {
        return step > 1 ? Math.round(byte / step) * step : byte;
      }
      function prequantize(rgba, { roundRGB = 5, roundAlpha = 10, oneBitAlpha = null } = {}) {
        const data = new Uint32Array(rgba.buffer);
        for (let i4 = 0; i4 < data.length; i4++) {
          const color = data[i4];
          let a4 = color >> 24 & 255;
          let b4 = color >> 16 & 255;
          let g4 = color >> 8 & 255;
          let r4 = color & 255;
          a4 = roundStep(a4, roundAlpha);
          if (oneBitAlpha) {
            const threshold = typeof oneBitAlpha === "number" ? oneBitAlpha : 127;
            a4 = a4 <= threshold ? 0 : 255;
          }
          r4 = roundStep(r4, roundRGB);
          g4 = roundStep(g4, roundRGB);
          b4 = roundStep(b4, roundRGB);
          data[i4] = a4 << 24 | b4 << 16 | g4 << 8 | r4 << 0;
        }
      }
      function applyPalette2(rgba, palette, format = "rgb565") {
        if (!rgba || !rgba.buffer) {
          throw new Error("quantize() expected RGBA Uint8Array data");
        }
        if (!(rgba instanceof Uint8Array) && !(rgba instanceof Uint8ClampedArray)) {
          throw new Error("quantize() expected RGBA Uint8Array data");
        }
        if (palette.length > 256) {
          throw new Error("applyPalette() only works with 256 colors or less");
        }
        const data = new Uint32Array(rgba.buffer);
        const length = data.length;
        const bincount = format === "rgb444" ? 4096 : 65536;
        const index = new Uint8Array(length);
        const cache = new Array(bincount);
        const hasAlpha = format === "rgba4444";
        if (format === "rgba4444") {
          for (let i4 = 0; i4 < length; i4++) {
            const color = data[i4];
            const a4 = color >> 24 & 255;
            const b4 = color >> 16 & 255;
            const g4 = color >> 8 & 255;
            const r4 = color & 255;
            const key2 = rgba8888_to_rgba4444(r4, g4, b4, a4);
            const idx = key2 in cache ? cache[key2] : cache[key2] = nearestColorIndexRGBA(r4, g4, b4, a4, palette);
            index[i4] = idx;
          }
        } else {
          const rgb888_to_key = format === "rgb444" ? rgb888_to_rgb444 : rgb888_to_rgb565;
          for (let i4 = 0; i4 < length; i4++) {
            const color = data[i4];
            const b4 = color >> 16 & 255;
            const g4 = color >> 8 & 255;
            const r4 = color & 255;
            const key2 = rgb888_to_key(r4, g4, b4);
            const idx = key2 in cache ? cache[key2] : cache[key2] = nearestColorIndexRGB(r4, g4, b4, palette);
            index[i4] = idx;
          }
        }
        return index;
      }
      function nearestColorIndexRGBA(r4, g4, b4, a4, palette) {
        let k4 = 0;
        let mindist = 1e100;
        for (let i4 = 0; i4 < palette.length; i4++) {
          const px2 = palette[i4];
          const a22 = px2[3];
          let curdist = sqr2(a22 - a4);
          if (curdist > mindist)
            continue;
          const r22 = px2[0];
          curdist += sqr2(r22 - r4);
          if (curdist > mindist)
            continue;
          const g22 = px2[1];
          curdist += sqr2(g22 - g4);
          if (curdist > mindist)
            continue;
          const b22 = px2[2];
          curdist += sqr2(b22 - b4);
          if (curdist > mindist)
            continue;
          mindist = curdist;
          k4 = i4;
        }
        return k4;
      }
      function nearestColorIndexRGB(r4, g4, b4, palette) {
        let k4 = 0;
        let mindist = 1e100;
        for (let i4 = 0; i4 < palette.length; i4++) {
          const px2 = palette[i4];
          const r22 = px2[0];
          let curdist = sqr2(r22 - r4);
          if (curdist > mindist)
            continue;
          const g22 = px2[1];
          curdist += sqr2(g22 - g4);
          if (curdist > mindist)
            continue;
          const b22 = px2[2];
          curdist += sqr2(b22 - b4);
          if (curdist > mindist)
            continue;
          mindist = curdist;
          k4 = i4;
        }
        return k4;
      }
      function snapColorsToPalette(palette, knownColors, threshold = 5) {
        if (!palette.length || !knownColors.length)
          return;
        const paletteRGB = palette.map((p5) => p5.slice(0, 3));
        const thresholdSq = threshold * threshold;
        const dim = palette[0].length;
        for (let i4 = 0; i4 < knownColors.length; i4++) {
          let color = knownColors[i4];
          if (color.length < dim) {
            color = [color[0], color[1], color[2], 255];
          } else if (color.length > dim) {
            color = color.slice(0, 3);
          } else {
            color = color.slice();
          }
          const r4 = nearestColorIndexWithDistance(paletteRGB, color.slice(0, 3), euclideanDistanceSquared);
          const idx = r4[0];
          const distanceSq = r4[1];
          if (distanceSq > 0 && distanceSq <= thresholdSq) {
            palette[idx] = color;
          }
        }
      }
      function sqr2(a4) {
        return a4 * a4;
      }
      function nearestColorIndex(colors, pixel2, distanceFn = euclideanDistanceSquared) {
        let minDist = Infinity;
        let minDistIndex = -1;
        for (let j4 = 0; j4 < colors.length; j4++) {
          const paletteColor = colors[j4];
          const dist = distanceFn(pixel2, paletteColor);
          if (dist < minDist) {
            minDist = dist;
            minDistIndex = j4;
          }
        }
        return minDistIndex;
      }
      function nearestColorIndexWithDistance(colors, pixel2, distanceFn = euclideanDistanceSquared) {
        let minDist = Infinity;
        let minDistIndex = -1;
        for (let j4 = 0; j4 < colors.length; j4++) {
          const paletteColor = colors[j4];
          const dist = distanceFn(pixel2, paletteColor);
          if (dist < minDist) {
            minDist = dist;
            minDistIndex = j4;
          }
        }
        return [minDistIndex, minDist];
      }
      function nearestColor(colors, pixel2, distanceFn = euclideanDistanceSquared) {
        return colors[nearestColorIndex(colors, pixel2, distanceFn)];
      }
      function GIFEncoder2(opt = {}) {
        const { initialCapacity = 4096, auto = true } = opt;
        const stream = createStream(initialCapacity);
        const HSIZE = 5003;
        const accum = new Uint8Array(256);
        const htab = new Int32Array(HSIZE);
        const codetab = new Int32Array(HSIZE);
        let hasInit = false;
        return {
          reset() {
            stream.reset();
            hasInit = false;
          },
          finish() {
            stream.writeByte(constants_default.trailer);
          },
          bytes() {
            return stream.bytes();
          },
          bytesView() {
            return stream.bytesView();
          },
          get buffer() {
            return stream.buffer;
          },
          get stream() {
            return stream;
          },
          writeHeader,
          writeFrame(index, width, height, opts = {}) {
            const {
              transparent = false,
              transparentIndex = 0,
              delay = 0,
              palette = null,
              repeat = 0,
              colorDepth = 8,
              dispose = -1
            } = opts;
            let first = false;
            if (auto) {
              if (!hasInit) {
                first = true;
                writeHeader();
                hasInit = true;
              }
            } else {
              first = Boolean(opts.first);
            }
            width = Math.max(0, Math.floor(width));
            height = Math.max(0, Math.floor(height));
            if (first) {
              if (!palette) {
                throw new Error("First frame must include a { palette } option");
              }
              encodeLogicalScreenDescriptor(stream, width, height, palette, colorDepth);
              encodeColorTable(stream, palette);
              if (repeat >= 0) {
                encodeNetscapeExt(stream, repeat);
              }
            }
            const delayTime = Math.round(delay / 10);
            encodeGraphicControlExt(stream, dispose, delayTime, transparent, transparentIndex);
            const useLocalColorTable = Boolean(palette) && !first;
            encodeImageDescriptor(stream, width, height, useLocalColorTable ? palette : null);
            if (useLocalColorTable)
              encodeColorTable(stream, palette);
            encodePixels(stream, index, width, height, colorDepth, accum, htab, codetab);
          }
        };
        function writeHeader() {
          writeUTFBytes(stream, "GIF89a");
        }
      }
      function encodeGraphicControlExt(stream, dispose, delay, transparent, transparentIndex) {
        stream.writeByte(33);
        stream.writeByte(249);
        stream.writeByte(4);
        if (transparentIndex < 0) {
          transparentIndex = 0;
          transparent = false;
        }
        var transp, disp;
        if (!transparent) {
          transp = 0;
          disp = 0;
        } else {
          transp = 1;
          disp = 2;
        }
        if (dispose >= 0) {
          disp = dispose & 7;
        }
        disp <<= 2;
        const userInput = 0;
        stream.writeByte(0 | disp | userInput | transp);
        writeUInt16(stream, delay);
        stream.writeByte(transparentIndex || 0);
        stream.writeByte(0);
      }
      function encodeLogicalScreenDescriptor(stream, width, height, palette, colorDepth = 8) {
        const globalColorTableFlag = 1;
        const sortFlag = 0;
        const globalColorTableSize = colorTableSize(palette.length) - 1;
        const fields = globalColorTableFlag << 7 | colorDepth - 1 << 4 | sortFlag << 3 | globalColorTableSize;
        const backgroundColorIndex = 0;
        const pixelAspectRatio = 0;
        writeUInt16(stream, width);
        writeUInt16(stream, height);
        stream.writeBytes([fields, backgroundColorIndex, pixelAspectRatio]);
      }
      function encodeNetscapeExt(stream, repeat) {
        stream.writeByte(33);
        stream.writeByte(255);
        stream.writeByte(11);
        writeUTFBytes(stream, "NETSCAPE2.0");
        stream.writeByte(3);
        stream.writeByte(1);
        writeUInt16(stream, repeat);
        stream.writeByte(0);
      }
      function encodeColorTable(stream, palette) {
        const colorTableLength = 1 << colorTableSize(palette.length);
        for (let i4 = 0; i4 < colorTableLength; i4++) {
          let color = [0, 0, 0];
          if (i4 < palette.length) {
            color = palette[i4];
          }
          stream.writeByte(color[0]);
          stream.writeByte(color[1]);
          stream.writeByte(color[2]);
        }
      }
      function encodeImageDescriptor(stream, width, height, localPalette) {
        stream.writeByte(44);
        writeUInt16(stream, 0);
        writeUInt16(stream, 0);
        writeUInt16(stream, width);
        writeUInt16(stream, height);
        if (localPalette) {
          const interlace = 0;
          const sorted = 0;
          const palSize = colorTableSize(localPalette.length) - 1;
          stream.writeByte(128 | interlace | sorted | 0 | palSize);
        } else {
          stream.writeByte(0);
        }
      }
      function encodePixels(stream, index, width, height, colorDepth = 8, accum, htab, codetab) {
        lzwEncode_default(width, height, index, colorDepth, stream, accum, htab, codetab);
      }
      function writeUInt16(stream, short3) {
        stream.writeByte(short3 & 255);
        stream.writeByte(short3 >> 8 & 255);
      }
      function writeUTFBytes(stream, text2) {
        for (var i4 = 0; i4 < text2.length; i4++) {
          stream.writeByte(text2.charCodeAt(i4));
        }
      }
      function colorTableSize(length) {
        return Math.max(Math.ceil(Math.log2(length)), 1);
      }
      var src_default = GIFEncoder2;
    }
  });

  // engine/checks.ts
  var OrganismError = class extends Error {
    name = "OrganismError";
  };
  var NEWER = "A newer version of this page may read it.";
  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }
  function isWhole(value, low, high) {
    return Number.isInteger(value) && value >= low && value <= high;
  }
  function isNumber(value, low, high) {
    return typeof value === "number" && value >= low && value <= high;
  }
  function own(object, key2) {
    return Object.hasOwn(object, key2) ? object[key2] : void 0;
  }
  function short(value) {
    const text2 = value === void 0 ? "missing" : JSON.stringify(value);
    return text2.length <= 100 ? text2 : `${text2.slice(0, 97)}...`;
  }
  function parseJson(data, source) {
    try {
      const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      const text2 = typeof data === "string" ? data : utf8.decode(data);
      const value = JSON.parse(text2);
      if (/\\ud/i.test(text2) && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(value))) {
        throw new SyntaxError("surrogates that are no character");
      }
      return value;
    } catch (error) {
      const reason = String(error instanceof Error ? error.message : error).slice(0, 200);
      throw new OrganismError(`${source} is not JSON, or it is cut short or altered (${reason}). Fetch the file again.`);
    }
  }
  function decodeBase64(text2) {
    if (text2.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text2)) {
      return null;
    }
    const binary = atob(text2);
    const bytes = new Uint8Array(binary.length);
    for (let i4 = 0; i4 < bytes.length; i4++) {
      bytes[i4] = binary.charCodeAt(i4);
    }
    return bytes;
  }

  // engine/filters.ts
  var NOTHING = new Array(9).fill(0);
  var DX = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((tap) => tap / 8);
  var DY = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((tap) => tap / 8);
  function still(name, taps) {
    return { name, still: taps, cosine: NOTHING, sine: NOTHING };
  }
  var NAMED_FILTERS = new Map(
    [
      still("identity", [0, 0, 0, 0, 1, 0, 0, 0, 0]),
      { name: "sobel_x", still: NOTHING, cosine: DX, sine: DY.map((tap) => -tap) },
      { name: "sobel_y", still: NOTHING, cosine: DY, sine: DX },
      still("laplacian", [1, 2, 1, 2, -12, 2, 1, 2, 1].map((tap) => tap / 16)),
      still("mean", [1, 1, 1, 1, 0, 1, 1, 1, 1].map((tap) => tap / 8))
    ].map((filter) => [filter.name, filter])
  );
  var ARTICLE_FILTERS = ["identity", "sobel_x", "sobel_y"].map(
    (name) => NAMED_FILTERS.get(name)
  );
  function turnedTaps({ still: still2, cosine, sine }, angle) {
    const [along, across] = [Math.cos(angle), Math.sin(angle)];
    return still2.map((tap, i4) => tap + along * cosine[i4] + across * sine[i4]);
  }
  function isIdentity({ still: still2, cosine, sine }) {
    return still2.every((tap, i4) => tap === (i4 === 4 ? 1 : 0) && cosine[i4] === 0 && sine[i4] === 0);
  }

  // engine/distill.ts
  var SIZE = 40;
  var PADDING = 16;
  var PLANARIAN_GRID = [64, 96];
  var REGIMES = /* @__PURE__ */ new Map([
    ["ex1", "growing"],
    ["ex2", "persistent"],
    ["ex3", "regenerating"]
  ]);
  var BUILT_IN_TARGETS = /* @__PURE__ */ new Map([
    ["🦎", "lizard"],
    ["😀", "face"],
    ["💥", "explosion"],
    ["👁", "eye"],
    ["🐠", "fish"],
    ["🦋", "butterfly"],
    ["🐞", "ladybug"],
    ["🕸", "web"],
    ["🥨", "pretzel"],
    ["🎄", "tree"]
  ]);
  var SYNONYMS = /* @__PURE__ */ new Map([
    ["gecko", "lizard"],
    ["smiley", "face"],
    ["smile", "face"],
    ["grinning-face", "face"],
    ["collision", "explosion"],
    ["boom", "explosion"],
    ["tropical-fish", "fish"],
    ["lady-beetle", "ladybug"],
    ["ladybird", "ladybug"],
    ["beetle", "ladybug"],
    ["spider-web", "web"],
    ["spiderweb", "web"],
    ["cobweb", "web"],
    ["christmas-tree", "tree"],
    ["xmas-tree", "tree"]
  ]);
  function parseDistill(bytes, name = "imported") {
    const source = name;
    const raw = parseJson(bytes, source);
    if (!Array.isArray(raw) || raw.length !== 2 || !raw.every(isObject)) {
      throw new OrganismError(`${source} is not a web model file: expected a JSON list of two layers.`);
    }
    const layers2 = raw.map((layer, index) => readLayer(layer, `${source}, layer ${index + 1}`));
    const [first, last] = layers2;
    const channels = last.outputs;
    if (first.outputs !== last.inputs || first.inputs !== ARTICLE_FILTERS.length * channels) {
      throw new OrganismError(
        `${source}: the layers are ${first.inputs} -> ${first.outputs} and ${last.inputs} -> ${channels}; expected 3 c -> h and h -> c for c channels (the article's are 48 -> 128 and 128 -> 16).`
      );
    }
    if (!isWhole(channels, 4, 1024) || !isWhole(first.outputs, 1, 8192)) {
      throw new OrganismError(
        `${source} has ${channels} channels and a hidden layer of ${first.outputs}; expected 4 to 1024 and 1 to 8192.`
      );
    }
    const stem = name.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "");
    const perception2 = { kind: "filters", filters: ARTICLE_FILTERS, learned: new Float32Array(0), signal: 0 };
    return { ...described(stem), channels, perception: perception2, layers: layers2, ...SETTINGS };
  }
  var SETTINGS = {
    update: { kind: "residual", activation: "relu" },
    life: { kind: "neighbourhood", aliveThreshold: 0.1 },
    physics: { boundary: "zero", fireRate: 0.5, firePer: "cell", stepSize: 1, angle: 0, clamp: 0, noise: 0 },
    decoder: null,
    parents: null
  };
  function described(stem) {
    const { regime, subject } = readFileName(stem);
    const known2 = [...BUILT_IN_TARGETS.values()].includes(subject);
    const target = known2 ? { name: subject, size: SIZE, padding: PADDING, png: null, motion: null } : null;
    const side = SIZE + 2 * PADDING;
    const [height, width] = subject === "planarian" ? PLANARIAN_GRID : [side, side];
    const provenance = {
      source: "web model file, 8-bit weights",
      file: stem.slice(0, 100),
      ...regime === null ? {} : { regime, article: "doi 10.23915/distill.00023" }
    };
    const seeds = [[height >> 1, width >> 1]];
    return { name: subject, height, width, seeds, startRadius: null, target, pictures: [], told: [], provenance };
  }
  function readFileName(stem) {
    const separator = stem.indexOf("_");
    const regime = separator < 0 ? null : REGIMES.get(stem.slice(0, separator).toLowerCase()) ?? null;
    const rest = (regime === null ? stem : stem.slice(separator + 1)).trim();
    const emoji = BUILT_IN_TARGETS.get(rest.replace(/\uFE0F$/, ""));
    const plain = rest.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
    return { regime, subject: emoji ?? SYNONYMS.get(plain) ?? (plain || "imported") };
  }
  function readLayer(raw, source) {
    const kind = own(raw, "type") ?? "uint8";
    if (kind !== "uint8") {
      throw new OrganismError(`${source} has type ${short(kind)}; only uint8 is read.`);
    }
    const count2 = (key2) => {
      const value = own(raw, key2);
      if (!isWhole(value, 1, 65536)) {
        throw new OrganismError(`${source}: ${key2} is ${short(value)}; expected a number of channels.`);
      }
      return value;
    };
    const scale = (key2) => {
      const value = own(raw, key2);
      if (!isNumber(value, 0, 1e30)) {
        throw new OrganismError(`${source}: ${key2} is ${short(value)}; expected a number, 0 or more.`);
      }
      return value;
    };
    const [inputs, outputs2, weightScale, biasScale] = [
      count2("in_ch"),
      count2("out_ch"),
      scale("weight_scale"),
      scale("bias_scale")
    ];
    const text2 = own(raw, "data_b64");
    if (typeof text2 !== "string") {
      throw new OrganismError(`${source} lacks data_b64, the weights as base64 text.`);
    }
    const data = decodeBase64(text2);
    if (data === null) {
      throw new OrganismError(`${source}: data_b64 is not base64, or it is cut short. Fetch the file again.`);
    }
    if (data.length !== (inputs + 1) * outputs2) {
      throw new OrganismError(
        `${source}: data_b64 has ${data.length} values; ${inputs} inputs, a bias and ${outputs2} outputs make ${(inputs + 1) * outputs2}.`
      );
    }
    const values = (bytes, scale2) => Float32Array.from(bytes, (byte) => (byte / 255 - 0.5) * scale2);
    const weight = values(data.subarray(0, inputs * outputs2), weightScale);
    return { inputs, outputs: outputs2, weight, bias: values(data.subarray(inputs * outputs2), biasScale) };
  }

  // engine/types.ts
  var ACTIVATIONS = ["relu", "atan", "tanh"];
  var UPDATES = ["residual", "replacing"];
  var LIVES = ["neighbourhood", "own-alpha", "all"];
  var FIRES = ["cell", "channel"];
  var EngineLost = class extends Error {
    name = "EngineLost";
  };

  // engine/automaton.ts
  var MOST_FILTERS = 64;
  var MOST_SIGNAL = 1024;
  var LARGEST_TAP = 1e3;
  var LONGEST_NAME = 100;
  var MOST_PIXELS = 16;
  var TWO_LEVEL = "two-level";
  var SENSED = 4;
  var MOST_DECODER_LAYERS = 8;
  var WIDEST_DECODER = 1024;
  function readAutomaton(raw, source) {
    const all = new Part(raw, "the automaton", source);
    all.knows(["channels", "perception", "update", "life", "physics", "decoder"]);
    const part = (name) => new Part(all.given(name), `the automaton's ${name}`, source);
    const channels = all.whole("channels", 4, 1024, void 0);
    const levels = readParents(part("perception"), part("update"), channels);
    return {
      channels,
      perception: readPerception(part("perception")),
      update: readUpdate(part("update"), levels === null ? UPDATES : [TWO_LEVEL]),
      parents: levels,
      life: readLife(part("life")),
      physics: readPhysics(new Part(all.given("physics") ?? {}, "the automaton's physics", source)),
      decoder: all.given("decoder") === void 0 ? null : readDecoder(part("decoder"))
    };
  }
  function readParents(perception2, update, channels) {
    const kinds = [perception2.given("kind"), update.given("kind")];
    if (!kinds.includes(TWO_LEVEL)) return null;
    if (kinds[0] !== kinds[1]) {
      throw perception2.error(`is ${short(kinds[0])} and the update ${short(kinds[1])}; "${TWO_LEVEL}" has to be both`);
    }
    const most = channels - SENSED - 1;
    if (most < 1) throw perception2.error(`has two levels of ${channels} channels; expected ${SENSED + 2} or more`);
    return {
      channels: perception2.whole("parents", 1, most, 8),
      factor: perception2.whole("factor", 2, 64, 4),
      hidden: update.whole("parent_hidden", 1, 8192, 64)
    };
  }
  function readDecoder(part) {
    if (part.choice("kind", ["none", "coordinates"], void 0) === "none") {
      part.knows(["kind"]);
      return null;
    }
    part.knows(["kind", "pixels", "widths"]);
    const widths = part.given("widths") ?? [64];
    const sound = Array.isArray(widths) && widths.length > 0 && widths.length <= MOST_DECODER_LAYERS;
    if (!sound || !widths.every((width) => isWhole(width, 1, WIDEST_DECODER))) {
      throw part.error(`has widths ${short(widths)}; expected 1 to 8 hidden layers of 1 to ${WIDEST_DECODER}`);
    }
    return { pixels: part.whole("pixels", 2, MOST_PIXELS, void 0), widths };
  }
  function readPerception(part) {
    if (part.given("kind") === "volume") {
      throw part.error("grows a volume, which has a page of its own: blastema play FILE");
    }
    const kind = part.choice("kind", ["filters", TWO_LEVEL], void 0);
    if (kind === TWO_LEVEL) part.knows(["kind", "filters", "parents", "factor"]);
    else part.knows(["kind", "filters", "learned_filters", "signal", "embedding"]);
    const learned = part.whole("learned_filters", 0, MOST_FILTERS, 0);
    const listed = part.given("filters");
    const filters = listed === void 0 ? ARTICLE_FILTERS : readFilters(listed, part);
    if (filters.length + learned === 0) {
      throw part.error("has no filters; expected one or more, fixed or learned");
    }
    const signal = part.whole("signal", 0, MOST_SIGNAL, 0);
    return { kind: "filters", filters, learned, signal, embedding: part.whole("embedding", 0, signal > 0 ? MOST_SIGNAL : 0, 0) };
  }
  function readFilters(listed, part) {
    if (!Array.isArray(listed) || listed.length > MOST_FILTERS) {
      throw part.error(`has filters ${short(listed)}; expected a list of at most ${MOST_FILTERS}`);
    }
    return listed.map((raw, index) => {
      const filter = new Part(raw, `filter ${index + 1} of ${part.name}`, part.source);
      filter.knows(["name", "still", "cosine", "sine"]);
      const name = filter.given("name") ?? "filter";
      if (typeof name !== "string" || [...name].length > LONGEST_NAME) {
        throw filter.error(`has the name ${short(name)}; expected a text of at most ${LONGEST_NAME} letters`);
      }
      const [still2, cosine, sine] = ["still", "cosine", "sine"].map((key2) => readTaps(filter, key2));
      return { name, still: still2, cosine, sine };
    });
  }
  function readTaps(filter, key2) {
    const rows2 = filter.given(key2) ?? new Array(3).fill([0, 0, 0]);
    const isRow = (row) => Array.isArray(row) && row.length === 3 && row.every((tap) => isNumber(tap, -LARGEST_TAP, LARGEST_TAP));
    if (!Array.isArray(rows2) || rows2.length !== 3 || !rows2.every(isRow)) {
      throw filter.error(`has ${key2} ${short(rows2)}; expected 3 x 3 numbers from -${LARGEST_TAP} to ${LARGEST_TAP}`);
    }
    return rows2.flat();
  }
  function readUpdate(part, kinds = UPDATES) {
    if (part.given("kind") === "inked") {
      throw part.error("classifies digits, which has a page of its own: blastema play FILE");
    }
    const kind = part.choice("kind", kinds, void 0);
    part.knows(["kind", "hidden", "activation", ...kind === TWO_LEVEL ? ["parent_hidden"] : []]);
    const hidden = part.given("hidden") ?? [128];
    if (!Array.isArray(hidden) || hidden.length === 0 || !hidden.every((width) => isWhole(width, 1, 8192))) {
      throw part.error(`has hidden ${short(hidden)}; expected a list of one or more widths from 1 to 8192`);
    }
    return { kind: kind === TWO_LEVEL ? "residual" : kind, hidden, activation: part.choice("activation", ACTIVATIONS, "relu") };
  }
  function readLife(part) {
    const kind = part.choice("kind", LIVES, void 0);
    part.knows(["kind", "alive_threshold"]);
    return { kind, aliveThreshold: part.number("alive_threshold", -1e3, 1e3, 0.1) };
  }
  function readPhysics(part) {
    part.knows(["boundary", "fire_rate", "fire_per", "step_size", "angle", "clamp", "noise"]);
    const firePer = part.choice("fire_per", FIRES, "cell");
    const noise2 = part.number("noise", 0, 1e6, 0);
    if (firePer === "channel" && noise2 > 0) {
      throw part.error(`has noise ${noise2} and fire_per "channel", which would draw the same numbers; expected noise 0`);
    }
    return {
      boundary: part.choice("boundary", ["zero", "torus"], "zero"),
      fireRate: part.number("fire_rate", 0, 1, 0.5),
      firePer,
      stepSize: part.number("step_size", -1e3, 1e3, 1),
      angle: part.number("angle", -36e3, 36e3, 0) * Math.PI / 180,
      clamp: part.number("clamp", 0, 1e6, 0),
      noise: noise2
    };
  }
  var Part = class {
    constructor(raw, name, source) {
      this.name = name;
      this.source = source;
      if (!isObject(raw)) {
        throw new OrganismError(`${source}: ${name} is ${short(raw)}; expected a JSON object.`);
      }
      this.fields = raw;
    }
    fields;
    error(what, hint = "") {
      return new OrganismError(`${this.source}: ${this.name} ${what}. ${hint}`.trimEnd());
    }
    /** Refuses all other fields. */
    knows(names) {
      const unknown = Object.keys(this.fields).filter((key2) => !names.includes(key2));
      if (unknown.length > 0) {
        throw this.error(`has unknown fields (${unknown.join(", ").slice(0, 200)})`, NEWER);
      }
    }
    given(key2) {
      return own(this.fields, key2);
    }
    /** One of several texts; required unless there is a default. */
    choice(key2, choices, usual) {
      const value = this.value(key2, usual);
      const found = choices.find((choice2) => choice2 === value);
      if (found === void 0) {
        const known2 = choices.map((choice2) => `"${choice2}"`).join(" or ");
        throw this.error(`has ${key2} ${short(value)}; expected ${known2}`, typeof value === "string" ? NEWER : "");
      }
      return found;
    }
    whole(key2, low, high, usual) {
      const value = this.value(key2, usual);
      if (!isWhole(value, low, high)) {
        throw this.error(`has ${key2} ${short(value)}; expected a whole number from ${low} to ${high}`);
      }
      return value;
    }
    number(key2, low, high, usual) {
      const value = this.value(key2, usual);
      if (!isNumber(value, low, high)) {
        throw this.error(`has ${key2} ${short(value)}; expected a number from ${low} to ${high}`);
      }
      return value;
    }
    value(key2, usual) {
      const value = this.given(key2);
      return value === void 0 ? usual : value;
    }
  };

  // engine/stream.ts
  async function collect(stream, most) {
    const reader = stream.getReader();
    const parts = [];
    let length = 0;
    for (; ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) {
        await reader.cancel();
        throw new RangeError("too large");
      }
      parts.push(value);
    }
    const whole3 = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole3.set(part, at);
      at += part.length;
    }
    return whole3;
  }

  // engine/png.ts
  var SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
  var RGBA = 6;
  function pngSize(bytes) {
    if (bytes.length < 33 || SIGNATURE.some((byte, i4) => bytes[i4] !== byte) || text(bytes, 12) !== "IHDR") {
      return null;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  async function decodePng(bytes) {
    const size = pngSize(bytes);
    if (size === null || size.width < 1 || size.height < 1 || size.width > 4096 || size.height > 4096) {
      throw new Error("the picture is not a PNG of 1 to 4096 pixels a side");
    }
    if (bytes[24] !== 8 || bytes[25] !== RGBA || bytes[28] !== 0) {
      throw new Error("the picture's PNG is not 8-bit RGBA without interlacing");
    }
    const stride = size.width * 4;
    const expected = size.height * (stride + 1);
    const rows2 = await inflate(imageData(bytes), expected);
    if (rows2 === null || rows2.length !== expected) {
      throw new Error("the picture's PNG is cut short or altered");
    }
    const pixels = new Uint8Array(size.height * stride);
    for (let row = 0; row < size.height; row++) {
      unfilter(rows2, row, stride, pixels);
    }
    return { ...size, pixels };
  }
  function text(bytes, offset) {
    return String.fromCharCode(...bytes.subarray(offset, offset + 4));
  }
  function imageData(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parts = [];
    for (let at = 8; at + 12 <= bytes.length; ) {
      const length = view.getUint32(at);
      if (text(bytes, at + 4) === "IDAT") {
        parts.push(Uint8Array.from(bytes.subarray(at + 8, at + 8 + length)));
      }
      at += 12 + length;
    }
    return new Blob(parts);
  }
  async function inflate(data, most) {
    const stream = data.stream().pipeThrough(new DecompressionStream("deflate"));
    try {
      return await collect(stream, most);
    } catch {
      return null;
    }
  }
  function unfilter(rows2, row, stride, pixels) {
    const kind = rows2[row * (stride + 1)];
    if (kind > 4) {
      throw new Error("the picture's PNG is altered");
    }
    for (let i4 = 0; i4 < stride; i4++) {
      const at = row * stride + i4;
      const left = i4 >= 4 ? pixels[at - 4] : 0;
      const up = row > 0 ? pixels[at - stride] : 0;
      const corner = i4 >= 4 && row > 0 ? pixels[at - stride - 4] : 0;
      const guess = [0, left, up, left + up >> 1, paeth(left, up, corner)][kind];
      pixels[at] = rows2[row * (stride + 1) + 1 + i4] + guess;
    }
  }
  function paeth(left, up, corner) {
    const fromLeft = Math.abs(up - corner);
    const fromUp = Math.abs(left - corner);
    const fromCorner = Math.abs(left + up - 2 * corner);
    if (fromLeft <= fromUp && fromLeft <= fromCorner) {
      return left;
    }
    return fromUp <= fromCorner ? up : corner;
  }

  // engine/safetensors.ts
  var LARGEST_BYTES = 64 << 20;
  var LARGEST_HEADER_BYTES = 16 << 20;
  var ITEM_BYTES = { F32: 4, F16: 2 };
  function looksLikeSafetensors(bytes) {
    return bytes.length > 9 && bytes[8] === 123 && headerLength(bytes) <= LARGEST_BYTES;
  }
  function headerLength(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  }
  function readHeader(bytes, source) {
    if (bytes.length > LARGEST_BYTES) {
      throw new OrganismError(`${source} has ${bytes.length} bytes; an organism file has at most ${LARGEST_BYTES}.`);
    }
    if (bytes.length < 10 || bytes[8] !== 123) {
      throw new OrganismError(`${source} is not a safetensors file, as an organism file is (or it is cut short).`);
    }
    const length = headerLength(bytes);
    if (length > LARGEST_HEADER_BYTES) {
      throw new OrganismError(`${source}: the header claims ${length} bytes; at most ${LARGEST_HEADER_BYTES} are read.`);
    }
    if (8 + length > bytes.length) {
      throw new OrganismError(
        `${source} is cut short: ${bytes.length} bytes, but its header alone ends at ${8 + length}. Fetch it again.`
      );
    }
    const header = parseJson(bytes.subarray(8, 8 + length), `the header of ${source}`);
    if (!isObject(header)) {
      throw new OrganismError(`the header of ${source} is not a JSON object.`);
    }
    return { header, data: bytes.subarray(8 + length) };
  }
  function readTensors(header, data, expected, source) {
    const spans = [];
    const tensors = /* @__PURE__ */ new Map();
    for (const [name, shape] of expected) {
      const entry = own(header, name);
      if (!isObject(entry)) {
        throw new OrganismError(`${source} lacks the tensor ${name} [${shape.join(", ")}].`);
      }
      const found = own(entry, "shape");
      if (!Array.isArray(found) || found.length !== shape.length || found.some((side, i4) => side !== shape[i4])) {
        throw new OrganismError(
          `${source}: ${name} has shape ${short(found)}; the automaton expects [${shape.join(", ")}].`
        );
      }
      const kind = own(entry, "dtype");
      if (typeof kind !== "string" || !Object.hasOwn(ITEM_BYTES, kind)) {
        throw new OrganismError(`${source}: ${name} has type ${short(kind)}; expected F32 or F16.`);
      }
      const count2 = shape.reduce((product, side) => product * side, 1);
      const span = readSpan(own(entry, "data_offsets"), count2 * ITEM_BYTES[kind], data.length, name, source);
      spans.push(span);
      tensors.set(name, decodeFloats(data.subarray(...span), kind, name, source));
    }
    const extra = Object.keys(header).filter((name) => name !== "__metadata__" && !expected.has(name));
    if (extra.length > 0) {
      const names = extra.join(", ").slice(0, 200);
      throw new OrganismError(`${source} has tensors that its automaton does not have: ${names}.`);
    }
    checkGaps(spans, data.length, source);
    return tensors;
  }
  function readSpan(raw, bytes, limit, name, source) {
    const [begin2, end] = Array.isArray(raw) && raw.length === 2 ? raw : [];
    if (!isWhole(begin2, 0, limit) || !isWhole(end, 0, limit) || end - begin2 !== bytes) {
      throw new OrganismError(
        `${source} is cut short or altered: ${name} lies at ${short(raw)} of ${limit} bytes; expected ${bytes} bytes. Fetch it again.`
      );
    }
    return [begin2, end];
  }
  function checkGaps(spans, length, source) {
    let end = 0;
    for (const [begin2, next] of [...spans].sort((a4, b4) => a4[0] - b4[0] || a4[1] - b4[1])) {
      if (begin2 !== end) {
        throw new OrganismError(`${source} is altered: its tensors have gaps or overlap at byte ${end}. Fetch it again.`);
      }
      end = next;
    }
    if (end !== length) {
      throw new OrganismError(
        `${source} is altered: ${length} bytes of tensors, but they end at ${end}. Fetch it again.`
      );
    }
  }
  function decodeFloats(bytes, kind, name, source) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = new Float32Array(bytes.length / ITEM_BYTES[kind]);
    for (let i4 = 0; i4 < values.length; i4++) {
      values[i4] = kind === "F32" ? view.getFloat32(4 * i4, true) : halfToNumber(view.getUint16(2 * i4, true));
    }
    if (!values.every(Number.isFinite)) {
      throw new OrganismError(
        `${source}: ${name} has values that are not finite. Use an earlier organism of the training.`
      );
    }
    return values;
  }
  function halfToNumber(bits) {
    const sign = bits & 32768 ? -1 : 1;
    const exponent = bits >> 10 & 31;
    const fraction = (bits & 1023) / 1024;
    if (exponent === 31) {
      return fraction === 0 ? sign * Infinity : NaN;
    }
    return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
  }

  // engine/told.ts
  var MOST_PICTURES = 256;
  var LARGEST = 1e6;
  function readPictures(raw, width, source, target) {
    if (raw === void 0) {
      return [];
    }
    if (!Array.isArray(raw) || raw.length > MOST_PICTURES) {
      throw new OrganismError(`${source}: pictures is ${short(raw)}; expected a list of at most ${MOST_PICTURES}.`);
    }
    const pictures = raw.map((each, index) => {
      const at = `${source}, picture ${index}`;
      const found = isObject(each) ? target(own(each, "target"), at) : null;
      if (found === null || found.png === null || !isObject(each)) {
        throw new OrganismError(`${at} is ${short(each)}; expected an object with a target and a signal.`);
      }
      return { target: found, signal: readSignal(own(each, "signal"), width, at) };
    });
    const names = pictures.map((each) => each.target.name.toLowerCase());
    if (new Set(names).size < names.length) {
      throw new OrganismError(`${source}: the pictures are called ${short(names)}; expected different names.`);
    }
    return pictures;
  }
  function readSignal(raw, width, source) {
    const sound = Array.isArray(raw) && raw.length === width && raw.every((one) => isNumber(one, -LARGEST, LARGEST));
    if (width === 0 || !sound) {
      const expected = width > 0 ? `${width} numbers, as many as the automaton's signal` : "none: there is no signal";
      throw new OrganismError(`${source}: the signal is ${short(raw)}; expected ${expected}.`);
    }
    return raw;
  }
  function withoutTable({ inputs, outputs: outputs2, weight, bias }, table, signal) {
    const embedding = table.length / signal;
    const others = inputs - embedding;
    const rows2 = new Float32Array((others + signal) * outputs2);
    rows2.set(weight.subarray(0, others * outputs2));
    for (let row = 0; row < signal; row++) {
      for (let output = 0; output < outputs2; output++) {
        let sum = 0;
        for (let place = 0; place < embedding; place++) {
          sum += table[row * embedding + place] * weight[(others + place) * outputs2 + output];
        }
        rows2[(others + row) * outputs2 + output] = sum;
      }
    }
    return { inputs: others + signal, outputs: outputs2, weight: rows2, bias };
  }

  // engine/upgrade.ts
  var FIELDS = [
    "alive_threshold",
    "angle",
    "boundary",
    "channels",
    "filters",
    "fire_rate",
    "hidden",
    "learned_filters",
    "living_mask",
    "step_size"
  ];
  function upgraded(described2, source) {
    const { architecture, ...rest } = described2;
    if (!isObject(architecture)) {
      throw new OrganismError(`${source}: architecture is ${short(architecture)}; expected a JSON object.`);
    }
    const unknown = Object.keys(architecture).filter((key2) => !FIELDS.includes(key2));
    if (unknown.length > 0) {
      const names = unknown.join(", ").slice(0, 200);
      throw new OrganismError(`${source}: the architecture has unknown fields (${names}). ${NEWER}`);
    }
    const missing = FIELDS.filter((key2) => !Object.hasOwn(architecture, key2));
    if (missing.length > 0) {
      throw new OrganismError(`${source}: the architecture lacks ${missing.join(", ")}.`);
    }
    const { channels, hidden, alive_threshold, boundary, fire_rate, step_size, angle } = architecture;
    const { living_mask: mask, learned_filters } = architecture;
    if (typeof mask !== "boolean") {
      throw new OrganismError(`${source}: the architecture has living_mask ${short(mask)}; expected true or false.`);
    }
    const filters = readNames(own(architecture, "filters"), source).map((name) => NAMED_FILTERS.get(name));
    return {
      ...rest,
      automaton: {
        channels,
        perception: {
          kind: "filters",
          filters: filters.map(({ name, still: still2, cosine, sine }) => {
            return { name, still: rows(still2), cosine: rows(cosine), sine: rows(sine) };
          }),
          learned_filters,
          signal: 0
        },
        update: { kind: "residual", hidden, activation: "relu" },
        life: { kind: mask ? "neighbourhood" : "all", alive_threshold },
        physics: { boundary, fire_rate, fire_per: "cell", step_size, angle, clamp: 0, noise: 0 }
      }
    };
  }
  function rows(taps) {
    return [taps.slice(0, 3), taps.slice(3, 6), taps.slice(6)];
  }
  function readNames(names, source) {
    const sound = Array.isArray(names) && names.every((name) => NAMED_FILTERS.has(name)) && new Set(names).size === names.length;
    if (!sound) {
      const known2 = [...NAMED_FILTERS.keys()].join(", ");
      throw new OrganismError(
        `${source}: the architecture has filters ${short(names)}; expected a list of different ones of ${known2}.`
      );
    }
    return names;
  }

  // engine/organism_file.ts
  var FORMAT = "blastema-organism";
  var VERSION = 3;
  var LARGEST_GRID = 4096;
  var LARGEST_STATE = 2 ** 25;
  var LARGEST_LAYER = 2 ** 28;
  var MOST_SEEDS = 4096;
  var LARGEST_RADIUS = 1e4;
  var COORDINATES = 4;
  var NAME = /^[\p{L}\p{N}][\p{L}\p{N}_ .,+()-]{0,99}$/u;
  function parseOrganism(bytes, name = "organism file") {
    const { header, data } = readHeader(bytes, name);
    return describedOrganism(readDescription(header, name), header, data, name);
  }
  function describedOrganism(described2, header, data, source) {
    const automaton = readAutomaton(own(described2, "automaton"), source);
    const { channels, perception: perception2, update, life, physics } = automaton;
    const [height, width] = readGrid(own(described2, "grid"), automaton, source);
    const tensors = readTensors(header, data, shapes(automaton), source);
    const toldSignal = own(described2, "signal");
    const organismName = readName(own(described2, "name"), source);
    const provenance = own(described2, "provenance") ?? {};
    if (!isObject(provenance)) {
      throw new OrganismError(`${source}: provenance is ${short(provenance)}; expected a JSON object.`);
    }
    const target = readTarget(own(described2, "target"), height, width, organismName, source);
    return {
      name: organismName,
      channels,
      perception: {
        kind: perception2.kind,
        filters: perception2.filters,
        learned: tensors.get("perception.learned") ?? new Float32Array(0),
        signal: perception2.signal
      },
      layers: layers(automaton, tensors),
      parents: parentsOf(automaton, tensors),
      update: { kind: update.kind, activation: update.activation },
      life,
      physics,
      decoder: decoderOf(automaton, tensors),
      height,
      width,
      seeds: readSeeds(own(described2, "seeds"), height, width, source),
      startRadius: readStartRadius(own(described2, "start_radius"), target, source),
      target,
      pictures: readPictures(
        own(described2, "pictures"),
        perception2.signal,
        source,
        (raw, at) => readTarget(raw, height, width, organismName, at)
      ),
      told: toldSignal === void 0 ? [] : readSignal(toldSignal, perception2.signal, source),
      provenance
    };
  }
  function readDescription(header, source) {
    const metadata = own(header, "__metadata__");
    const text2 = isObject(metadata) ? own(metadata, "blastema") : void 0;
    if (typeof text2 !== "string") {
      throw new OrganismError(
        `${source} is a safetensors file without the metadata "blastema", so it is not a Blastema organism.`
      );
    }
    const described2 = parseJson(text2, `the metadata of ${source}`);
    if (!isObject(described2)) {
      throw new OrganismError(`the metadata of ${source} is not a JSON object.`);
    }
    return readVersion(described2, source) === 1 ? upgraded(described2, source) : described2;
  }
  function readVersion(described2, source) {
    const format = own(described2, "format");
    if (format !== FORMAT) {
      throw new OrganismError(`${source} has format ${short(format)}; expected "${FORMAT}".`);
    }
    const version = own(described2, "version");
    if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) {
      throw new OrganismError(`${source} has organism version ${short(version)}; expected 1 to ${VERSION}.`);
    }
    if (version > VERSION) {
      throw new OrganismError(
        `${source} has organism version ${version}; this page reads versions 1 to ${VERSION}. ${NEWER}`
      );
    }
    return version;
  }
  function shapes({ channels, perception: perception2, update, parents, decoder }) {
    const { filters, learned, signal, embedding } = perception2;
    const result = /* @__PURE__ */ new Map();
    const network2 = (name, widths) => {
      for (let i4 = 0; i4 + 1 < widths.length; i4++) {
        result.set(`${name}.${i4}.weight`, [widths[i4], widths[i4 + 1]]);
        result.set(`${name}.${i4}.bias`, [widths[i4 + 1]]);
      }
    };
    if (parents === null) {
      network2("layers", [channels * (filters.length + learned) + (embedding || signal), ...update.hidden, channels]);
    } else {
      const [own2, above] = [channels - parents.channels, parents.channels];
      network2("cells", [own2 * filters.length + above, ...update.hidden, own2]);
      network2("above", [above * filters.length + SENSED, parents.hidden, above]);
    }
    if (learned > 0) {
      result.set("perception.learned", [learned, 3, 3, channels]);
    }
    if (embedding > 0) {
      result.set("perception.table", [signal, embedding]);
    }
    if (decoder !== null) {
      network2("decoder.layers", [channels + COORDINATES, ...decoder.widths, 4]);
    }
    return result;
  }
  function decoderOf({ decoder }, tensors) {
    if (decoder === null) {
      return null;
    }
    return { pixels: decoder.pixels, layers: network("decoder.layers", [...decoder.widths, 4], tensors) };
  }
  function parentsOf({ parents }, tensors) {
    if (parents === null) {
      return null;
    }
    const { channels, factor, hidden } = parents;
    return { channels, factor, layers: network("above", [hidden, channels], tensors) };
  }
  function layers(automaton, tensors) {
    const { channels, perception: perception2, update, parents } = automaton;
    if (parents !== null) {
      return network("cells", [...update.hidden, channels - parents.channels], tensors);
    }
    const table = tensors.get("perception.table");
    const [first, ...others] = network("layers", [...update.hidden, channels], tensors);
    return [table === void 0 ? first : withoutTable(first, table, perception2.signal), ...others];
  }
  function network(name, widths, tensors) {
    return widths.map((outputs2, i4) => {
      const weight = tensors.get(`${name}.${i4}.weight`);
      return { inputs: weight.length / outputs2, outputs: outputs2, weight, bias: tensors.get(`${name}.${i4}.bias`) };
    });
  }
  function readName(raw, source) {
    if (typeof raw !== "string" || !NAME.test(raw)) {
      throw new OrganismError(
        `${source}: the name is ${short(raw)}; expected up to 100 letters, digits, blanks and - _ . , + ( ), a letter or digit first.`
      );
    }
    return raw;
  }
  function readGrid(raw, { channels, update, parents }, source) {
    const [height, width] = Array.isArray(raw) && raw.length === 2 ? raw : [];
    if (!isWhole(height, 3, LARGEST_GRID) || !isWhole(width, 3, LARGEST_GRID)) {
      throw new OrganismError(
        `${source}: the grid is ${short(raw)}; expected [height, width], each 3 to ${LARGEST_GRID}.`
      );
    }
    const cells = height * width;
    if (cells * channels > LARGEST_STATE || cells * Math.max(...update.hidden, parents?.hidden ?? 0) > LARGEST_LAYER) {
      throw new OrganismError(
        `${source}: the grid is ${short(raw)}, too large for this automaton (${cells} cells x ${channels} channels).`
      );
    }
    if (parents !== null && (height % parents.factor !== 0 || width % parents.factor !== 0)) {
      throw new OrganismError(
        `${source}: the grid is ${short(raw)}; expected multiples of ${parents.factor}, as blocks of ${parents.factor} x ${parents.factor} cells have one parent.`
      );
    }
    return [height, width];
  }
  function readSeeds(raw, height, width, source) {
    if (raw === void 0) {
      return [[Math.floor(height / 2), Math.floor(width / 2)]];
    }
    const isPlace = (place) => Array.isArray(place) && place.length === 2 && isWhole(place[0], 0, height - 1) && isWhole(place[1], 0, width - 1);
    if (!Array.isArray(raw) || raw.length < 1 || raw.length > MOST_SEEDS || !raw.every(isPlace)) {
      throw new OrganismError(
        `${source}: the seeds are ${short(raw)}; expected 1 to ${MOST_SEEDS} places [row, column] on the grid [${height}, ${width}].`
      );
    }
    return raw;
  }
  function readStartRadius(raw, target, source) {
    if (raw === void 0) {
      return null;
    }
    const picture = target !== null && target.png !== null;
    if (typeof raw !== "number" || !(raw >= 0 && raw <= LARGEST_RADIUS) || !picture) {
      const without = picture ? "" : ", and the file has no picture to start from";
      throw new OrganismError(
        `${source}: start_radius is ${short(raw)}; expected cells, from 0 to ${LARGEST_RADIUS}${without}.`
      );
    }
    return raw;
  }
  function readTarget(raw, height, width, organism, source) {
    if (raw === void 0 || raw === null) {
      return null;
    }
    if (!isObject(raw)) {
      throw new OrganismError(`${source}: target is ${short(raw)}; expected null or a JSON object.`);
    }
    const size = own(raw, "size");
    const padding = own(raw, "padding");
    if (!isWhole(size, 1, LARGEST_GRID) || !isWhole(padding, 0, LARGEST_GRID)) {
      throw new OrganismError(
        `${source}: the target's size and padding are ${short(size)} and ${short(padding)}; expected numbers of cells.`
      );
    }
    const [rows2, columns] = [height - 2 * padding, width - 2 * padding];
    if (Math.max(rows2, columns) !== size || Math.min(rows2, columns) < 1) {
      throw new OrganismError(
        `${source}: a target of size ${size} and padding ${padding} does not fit the grid [${height}, ${width}].`
      );
    }
    const png = own(raw, "png") ?? null;
    if (png === null) {
      return { name: organism, size, padding, png, motion: null };
    }
    const name = readName(own(raw, "name"), `${source}, target`);
    const bytes = typeof png === "string" ? decodeBase64(png) : null;
    if (typeof png !== "string" || bytes === null) {
      throw new OrganismError(`${source}: the target's picture is not base64.`);
    }
    const pixels = own(raw, "pixels_per_cell") ?? 1;
    if (!isWhole(pixels, 1, MOST_PIXELS)) {
      throw new OrganismError(`${source}: pixels_per_cell is ${short(pixels)}; expected 1 to ${MOST_PIXELS}.`);
    }
    const found = pngSize(bytes);
    if (found === null || found.width !== columns * pixels || found.height !== rows2 * pixels) {
      const what = found === null ? "no PNG" : `of ${found.width} x ${found.height} pixels`;
      throw new OrganismError(
        `${source}: the target's picture is ${what}; expected a PNG of ${columns * pixels} x ${rows2 * pixels} pixels.`
      );
    }
    if (pixels > 1) {
      return { name, size, padding, png: null, motion: null };
    }
    return { name, size, padding, png, motion: readMotion(own(raw, "motion"), source) };
  }
  function readMotion(raw, source) {
    if (raw === void 0) {
      return null;
    }
    const [steps, stride] = isObject(raw) ? [own(raw, "steps_per_frame"), own(raw, "stride")] : [];
    const [down, right] = Array.isArray(stride) && stride.length === 2 ? stride : [];
    if (!isWhole(steps, 1, 1e3) || !isWhole(down, -1024, 1024) || !isWhole(right, -1024, 1024)) {
      throw new OrganismError(
        `${source}: the motion has steps_per_frame ${short(steps)} and stride ${short(stride)}; expected 1 to 1000, and [down, right] of at most 1024 cells.`
      );
    }
    return { stepsPerFrame: steps, stride: [down, right] };
  }

  // engine/organism.ts
  var OTHER_KINDS = [
    [["PNG", "ÿØÿ", "GIF8", "RIFF"], "a picture; `blastema grow` trains an organism on one"],
    [["PK"], "a zip archive (a PyTorch or NumPy file?); its weights have to be converted first"],
    [["", "", "", ""], "a Python pickle, which is not read, since it can contain code"],
    [["HDF"], "an HDF5 file (Keras?); its weights have to be converted first"]
  ];
  function readOrganism(bytes, name = "the file") {
    if (bytes.length === 0) {
      throw new OrganismError(`${name} is empty; expected an organism file.`);
    }
    if (bytes.length > LARGEST_BYTES) {
      throw new OrganismError(`${name} has ${bytes.length} bytes; an organism file has at most ${LARGEST_BYTES}.`);
    }
    const start2 = String.fromCharCode(...bytes.subarray(0, 64));
    for (const [starts, what] of OTHER_KINDS) {
      if (starts.some((magic) => start2.startsWith(magic))) {
        throw new OrganismError(`${name} is ${what}.`);
      }
    }
    if (looksLikeSafetensors(bytes)) {
      return parseOrganism(bytes, name);
    }
    const first = start2.replace(/^(\xef\xbb\xbf)?[ \t\r\n]*/, "")[0];
    if (first === "[") {
      return parseDistill(bytes, name);
    }
    if (first === "{") {
      throw new OrganismError(`${name} is JSON, but not an organism. Use organism.safetensors in the run's folder.`);
    }
    throw new OrganismError(
      `${name} is not an organism: expected a safetensors file by Blastema or a web model file of the article.`
    );
  }

  // engine/species.ts
  var LARGEST_SIDE = 1024;
  var SMALLEST_SIDE = 3;
  var MOST_SPECIES = 250;
  function commonObstacle(organisms, world) {
    const sides = [world.height, world.width];
    if (!sides.every((side) => Number.isInteger(side) && side >= SMALLEST_SIDE && side <= LARGEST_SIDE)) {
      const found = `${world.height} x ${world.width}`;
      return `The world is ${found} cells; each side has to be ${SMALLEST_SIDE} to ${LARGEST_SIDE}.`;
    }
    if (organisms.length < 1 || organisms.length > MOST_SPECIES) {
      return `${organisms.length} organisms cannot share a world; it holds 1 to ${MOST_SPECIES}.`;
    }
    const first = organisms[0];
    const factor = first.parents?.factor ?? 1;
    if (sides.some((side) => side % factor !== 0)) {
      return `The world is ${world.height} x ${world.width} cells; ${first.name} needs multiples of ${factor}, as blocks of ${factor} x ${factor} cells have one parent.`;
    }
    for (const other of organisms.slice(1)) {
      const difference2 = differenceOf(first, other);
      if (difference2 !== null) {
        return `${first.name} and ${other.name} cannot share a world: they have different ${difference2}. Choose organisms of the same architecture.`;
      }
    }
    return null;
  }
  function differenceOf(first, second) {
    const traits = [
      ["numbers of channels", (organism) => String(organism.channels)],
      ["perception filters", ({ perception: perception2 }) => perceptionOf(perception2)],
      ["signals", ({ perception: perception2 }) => String(perception2.signal)],
      ["hidden widths", (organism) => organism.layers.map((layer) => layer.outputs).join()],
      ["kinds of update", ({ update }) => `${update.kind} ${update.activation}`],
      ["kinds of life", ({ life }) => life.kind],
      ["thresholds of life", ({ life }) => String(Math.fround(life.aliveThreshold))],
      ["kinds of fire", ({ physics }) => physics.firePer],
      ["levels of cells", ({ parents }) => levelsOf(parents)],
      ["decoders", ({ decoder }) => decoderOf2(decoder)]
    ];
    const found = traits.find(([, of]) => of(first) !== of(second));
    return found === void 0 ? null : found[0];
  }
  function levelsOf(parents) {
    return parents === null ? "" : JSON.stringify([parents.channels, parents.factor, parents.layers[0].outputs]);
  }
  function perceptionOf({ filters, learned }) {
    return JSON.stringify([filters.map(({ still: still2, cosine, sine }) => [still2, cosine, sine]), learned.length]);
  }
  function decoderOf2(decoder) {
    if (decoder === null) return "";
    const known2 = DECODERS.get(decoder) ?? String(++decoders);
    DECODERS.set(decoder, known2);
    return known2;
  }
  var DECODERS = /* @__PURE__ */ new WeakMap();
  var decoders = 0;
  function isAbove(alpha, organism) {
    return alpha > Math.fround(organism.life.aliveThreshold);
  }

  // engine/text.ts
  var LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
  var HARMFUL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;
  function plainText(text2) {
    return text2.replace(LINE_BREAKS, " ").replace(HARMFUL, "�");
  }

  // playground/compression.ts
  var MOST_INFLATED = 8e7;
  function canCompress() {
    return typeof CompressionStream !== "undefined" && typeof DecompressionStream !== "undefined";
  }
  async function compress(bytes) {
    return toBase64(await through(bytes, new CompressionStream("deflate-raw")), true);
  }
  async function decompress(text2) {
    const bytes = fromBase64(text2);
    if (bytes === null) throw new RangeError("The state in the link is cut off or altered.");
    try {
      return await through(bytes, new DecompressionStream("deflate-raw"));
    } catch {
      throw new RangeError("The state in the link is cut off or altered.");
    }
  }
  function through(bytes, stream) {
    return collect(new Blob([bytes]).stream().pipeThrough(stream), MOST_INFLATED);
  }
  function toBase64(bytes, forAddress = false) {
    let text2 = "";
    for (let start2 = 0; start2 < bytes.length; start2 += 32768) {
      text2 += String.fromCharCode(...bytes.subarray(start2, start2 + 32768));
    }
    const base64 = btoa(text2);
    return forAddress ? base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : base64;
  }
  function fromBase64(text2) {
    try {
      const binary = atob(text2.replace(/-/g, "+").replace(/_/g, "/"));
      const bytes = new Uint8Array(binary.length);
      for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
      return bytes;
    } catch {
      return null;
    }
  }

  // playground/library.ts
  var REGIMES2 = ["growing", "persistent", "regenerating", "merging", "perturbed"];
  var REGIME_HINTS = {
    growing: "Trained to grow but not to stop: after about 200 steps it outgrows its shape.",
    persistent: "Trained to keep its shape. Small wounds may close, large ones deform it.",
    regenerating: "Trained with wounds: cut it, and it grows back.",
    merging: "Trained to become one organism from several seeds: plant several near each other.",
    perturbed: "Trained from its own picture, with noise, cuts and bites: it starts as its picture, not as one cell."
  };
  function fullName(specimen2, library) {
    const { name } = specimen2;
    const kind = kindName(specimen2, library);
    return kind === "" ? name : `${name}, ${kind}`;
  }
  function kindName(specimen2, library) {
    const alike2 = library.filter(({ name, regime }) => name === specimen2.name && regime === specimen2.regime);
    return [
      ...specimen2.regime === null ? [] : [specimen2.regime],
      ...alike2.length > 1 ? [`no. ${alike2.indexOf(specimen2) + 1}`] : [],
      ...specimen2.organism.provenance["article"] === void 0 ? [] : ["of the article"]
    ].join(", ");
  }
  function regimeHint({ regime, organism: { provenance } }) {
    if (regime === null) return "Its file does not say how it was trained.";
    const [done, planned] = [provenance["iterations"], provenance["planned_iterations"]];
    if (typeof done !== "number" || typeof planned !== "number" || done >= planned) return REGIME_HINTS[regime];
    const part = `${done.toLocaleString("en")} of ${planned.toLocaleString("en")} iterations`;
    return `Still learning: it was trained for ${part}.${regime === "regenerating" ? " Its wounds may not heal yet." : ""}`;
  }
  function readLibrary(json) {
    const problems = [];
    let list;
    try {
      list = JSON.parse(json);
    } catch {
      list = null;
    }
    if (!Array.isArray(list)) {
      return { specimens: [], problems: ["This page's list of organisms cannot be read; export the page again."] };
    }
    const specimens = [];
    list.forEach((raw, index) => {
      try {
        specimens.push(readEntry(raw ?? {}, index, specimens));
      } catch (error) {
        if (!(error instanceof OrganismError)) throw error;
        problems.push(error.message);
      }
    });
    return { specimens, problems };
  }
  function readEntry(entry, index, others) {
    const text2 = (key2) => typeof entry[key2] === "string" ? plainText(entry[key2]) : null;
    const name = text2("name")?.slice(0, 100) ?? `organism ${index + 1}`;
    const bytes = typeof entry["file"] === "string" ? fromBase64(entry["file"]) : null;
    if (bytes === null) throw new OrganismError(`The page's organism “${name}” is not base64; export the page again.`);
    const organism = readOrganism(bytes, name);
    const picture = text2("picture");
    return specimen(organism, {
      id: freeId(text2("id") ?? name, others),
      name,
      emoji: text2("emoji"),
      regime: regimeOf(text2("regime") ?? organism.provenance["regime"]),
      picture: picture?.startsWith("data:image/") === true ? picture : null
    });
  }
  async function openFile(file, others) {
    const organism = readOrganism(new Uint8Array(await file.arrayBuffer()), file.name);
    const stem = file.name.replace(/\.[^.]*$/, "");
    const name = organism.name || plainText(stem);
    return specimen(organism, {
      id: freeId(stem, others),
      name,
      emoji: null,
      regime: regimeOf(organism.provenance["regime"]),
      picture: null
    });
  }
  function specimen(organism, known2) {
    const subject = organism.target?.name ?? known2.name;
    const png = organism.target?.png ?? null;
    return {
      ...known2,
      emoji: known2.emoji ?? emojiOf(subject) ?? emojiOf(known2.name),
      picture: known2.picture ?? (png === null ? null : `data:image/png;base64,${png}`),
      organism
    };
  }
  function emojiOf(name) {
    for (const [emoji, plain] of BUILT_IN_TARGETS) if (plain === name || emoji === name) return emoji;
    return null;
  }
  function regimeOf(value) {
    return REGIMES2.find((regime) => regime === value) ?? null;
  }
  function freeId(wish, others) {
    const word = wish.normalize("NFKD").replace(/[^\w.-]+/g, "-").slice(0, 60) || "organism";
    let id = word;
    for (let count2 = 2; others.some((other) => other.id === id); count2++) id = `${word}-${count2}`;
    return id;
  }
  function mismatch(one, other) {
    const difference2 = differenceOf(one, other);
    return difference2 === null ? null : `They have different ${difference2}, so they cannot share a world.`;
  }

  // node_modules/preact/dist/preact.module.js
  var n;
  var l;
  var u;
  var t;
  var i;
  var r;
  var o;
  var e;
  var f;
  var c;
  var a;
  var s;
  var h;
  var p;
  var v;
  var y;
  var d = {};
  var w = [];
  var _ = /acit|ex(?:s|g|n|p|$)|rph|grid|ows|mnc|ntw|ine[ch]|zoo|^ord|itera/i;
  var g = Array.isArray;
  function m(n3, l4) {
    for (var u5 in l4) n3[u5] = l4[u5];
    return n3;
  }
  function b(n3) {
    n3 && n3.parentNode && n3.parentNode.removeChild(n3);
  }
  function k(l4, u5, t4) {
    var i4, r4, o4, e4 = {};
    for (o4 in u5) "key" == o4 ? i4 = u5[o4] : "ref" == o4 ? r4 = u5[o4] : e4[o4] = u5[o4];
    if (arguments.length > 2 && (e4.children = arguments.length > 3 ? n.call(arguments, 2) : t4), "function" == typeof l4 && null != l4.defaultProps) for (o4 in l4.defaultProps) void 0 === e4[o4] && (e4[o4] = l4.defaultProps[o4]);
    return x(l4, e4, i4, r4, null);
  }
  function x(n3, t4, i4, r4, o4) {
    var e4 = { type: n3, props: t4, key: i4, ref: r4, __k: null, __: null, __b: 0, __e: null, __c: null, constructor: void 0, __v: null == o4 ? ++u : o4, __i: -1, __u: 0 };
    return null == o4 && null != l.vnode && l.vnode(e4), e4;
  }
  function S(n3) {
    return n3.children;
  }
  function C(n3, l4) {
    this.props = n3, this.context = l4;
  }
  function $(n3, l4) {
    if (null == l4) return n3.__ ? $(n3.__, n3.__i + 1) : null;
    for (var u5; l4 < n3.__k.length; l4++) if (null != (u5 = n3.__k[l4]) && null != u5.__e) return u5.__e;
    return "function" == typeof n3.type ? $(n3) : null;
  }
  function I(n3) {
    if (n3.__P && n3.__d) {
      var u5 = n3.__v, t4 = u5.__e, i4 = [], r4 = [], o4 = m({}, u5);
      o4.__v = u5.__v + 1, l.vnode && l.vnode(o4), q(n3.__P, o4, u5, n3.__n, n3.__P.namespaceURI, 32 & u5.__u ? [t4] : null, i4, null == t4 ? $(u5) : t4, !!(32 & u5.__u), r4), o4.__v = u5.__v, o4.__.__k[o4.__i] = o4, D(i4, o4, r4), u5.__e = u5.__ = null, o4.__e != t4 && P(o4);
    }
  }
  function P(n3) {
    if (null != (n3 = n3.__) && null != n3.__c) return n3.__e = n3.__c.base = null, n3.__k.some(function(l4) {
      if (null != l4 && null != l4.__e) return n3.__e = n3.__c.base = l4.__e;
    }), P(n3);
  }
  function A(n3) {
    (!n3.__d && (n3.__d = true) && i.push(n3) && !H.__r++ || r != l.debounceRendering) && ((r = l.debounceRendering) || o)(H);
  }
  function H() {
    try {
      for (var n3, l4 = 1; i.length; ) i.length > l4 && i.sort(e), n3 = i.shift(), l4 = i.length, I(n3);
    } finally {
      i.length = H.__r = 0;
    }
  }
  function L(n3, l4, u5, t4, i4, r4, o4, e4, f5, c4, a4) {
    var s4, h5, p5, v4, y5, _3, g4 = t4 && t4.__k || w, m5 = l4.length;
    for (f5 = T(u5, l4, g4, f5, m5), s4 = 0; s4 < m5; s4++) null != (p5 = u5.__k[s4]) && (h5 = -1 != p5.__i && g4[p5.__i] || d, p5.__i = s4, _3 = q(n3, p5, h5, i4, r4, o4, e4, f5, c4, a4), v4 = p5.__e, p5.ref && h5.ref != p5.ref && (h5.ref && J(h5.ref, null, p5), a4.push(p5.ref, p5.__c || v4, p5)), null == y5 && null != v4 && (y5 = v4), 4 & p5.__u ? (f5 = j(p5, f5, n3), h5.__e && (h5.__e = null)) : "function" == typeof p5.type && void 0 !== _3 ? f5 = _3 : v4 && (f5 = v4.nextSibling), p5.__u &= -7);
    return u5.__e = y5, f5;
  }
  function T(n3, l4, u5, t4, i4) {
    var r4, o4, e4, f5, c4, a4 = u5.length, s4 = a4, h5 = 0;
    for (n3.__k = new Array(i4), r4 = 0; r4 < i4; r4++) null != (o4 = l4[r4]) && "boolean" != typeof o4 && "function" != typeof o4 ? ("string" == typeof o4 || "number" == typeof o4 || "bigint" == typeof o4 || o4.constructor == String ? o4 = n3.__k[r4] = x(null, o4, null, null, null) : g(o4) ? o4 = n3.__k[r4] = x(S, { children: o4 }, null, null, null) : void 0 === o4.constructor && o4.__b > 0 ? o4 = n3.__k[r4] = x(o4.type, o4.props, o4.key, o4.ref ? o4.ref : null, o4.__v) : n3.__k[r4] = o4, f5 = r4 + h5, o4.__ = n3, o4.__b = n3.__b + 1, e4 = null, -1 != (c4 = o4.__i = O(o4, u5, f5, s4)) && (s4--, (e4 = u5[c4]) && (e4.__u |= 2)), null == e4 || null == e4.__v ? (-1 == c4 && (i4 > a4 ? h5-- : i4 < a4 && h5++), "function" != typeof o4.type && (o4.__u |= 4)) : c4 != f5 && (c4 == f5 - 1 ? h5-- : c4 == f5 + 1 ? h5++ : (c4 > f5 ? h5-- : h5++, o4.__u |= 4))) : n3.__k[r4] = null;
    if (s4) for (r4 = 0; r4 < a4; r4++) null != (e4 = u5[r4]) && 0 == (2 & e4.__u) && (e4.__e == t4 && (t4 = $(e4)), K(e4, e4));
    return t4;
  }
  function j(n3, l4, u5) {
    var t4, i4;
    if ("function" == typeof n3.type) {
      for (t4 = n3.__k, i4 = 0; t4 && i4 < t4.length; i4++) t4[i4] && (t4[i4].__ = n3, l4 = j(t4[i4], l4, u5));
      return l4;
    }
    n3.__e != l4 && (l4 && n3.type && !l4.parentNode && (l4 = $(n3)), l4 = u5.insertBefore(n3.__e, l4 || null));
    do {
      l4 = l4 && l4.nextSibling;
    } while (null != l4 && 8 == l4.nodeType);
    return l4;
  }
  function O(n3, l4, u5, t4) {
    var i4, r4, o4, e4 = n3.key, f5 = n3.type, c4 = l4[u5], a4 = null != c4 && 0 == (2 & c4.__u);
    if (null === c4 && null == e4 || a4 && e4 == c4.key && f5 == c4.type) return u5;
    if (t4 > (a4 ? 1 : 0)) {
      for (i4 = u5 - 1, r4 = u5 + 1; i4 >= 0 || r4 < l4.length; ) if (null != (c4 = l4[o4 = i4 >= 0 ? i4-- : r4++]) && 0 == (2 & c4.__u) && e4 == c4.key && f5 == c4.type) return o4;
    }
    return -1;
  }
  function z(n3, l4, u5) {
    "-" == l4[0] ? n3.setProperty(l4, null == u5 ? "" : u5) : n3[l4] = null == u5 ? "" : "number" != typeof u5 || _.test(l4) ? u5 : u5 + "px";
  }
  function N(n3, l4, u5, t4, i4) {
    var r4, o4;
    n: if ("style" == l4) if ("string" == typeof u5) n3.style.cssText = u5;
    else {
      if ("string" == typeof t4 && (n3.style.cssText = t4 = ""), t4) for (l4 in t4) u5 && l4 in u5 || z(n3.style, l4, "");
      if (u5) for (l4 in u5) t4 && u5[l4] == t4[l4] || z(n3.style, l4, u5[l4]);
    }
    else if ("o" == l4[0] && "n" == l4[1]) r4 = l4 != (l4 = l4.replace(s, "$1")), o4 = l4.toLowerCase(), l4 = o4 in n3 || "onFocusOut" == l4 || "onFocusIn" == l4 ? o4.slice(2) : l4.slice(2), n3.l || (n3.l = {}), n3.l[l4 + r4] = u5, u5 ? t4 ? u5[a] = t4[a] : (u5[a] = h, n3.addEventListener(l4, r4 ? v : p, r4)) : n3.removeEventListener(l4, r4 ? v : p, r4);
    else {
      if ("http://www.w3.org/2000/svg" == i4) l4 = l4.replace(/xlink(H|:h)/, "h").replace(/sName$/, "s");
      else if ("width" != l4 && "height" != l4 && "href" != l4 && "list" != l4 && "form" != l4 && "tabIndex" != l4 && "download" != l4 && "rowSpan" != l4 && "colSpan" != l4 && "role" != l4 && "popover" != l4 && l4 in n3) try {
        n3[l4] = null == u5 ? "" : u5;
        break n;
      } catch (n4) {
      }
      "function" == typeof u5 || (null == u5 || false === u5 && "-" != l4[4] ? n3.removeAttribute(l4) : n3.setAttribute(l4, "popover" == l4 && 1 == u5 ? "" : u5));
    }
  }
  function V(n3) {
    return function(u5) {
      if (this.l) {
        var t4 = this.l[u5.type + n3];
        if (null == u5[c]) u5[c] = h++;
        else if (u5[c] < t4[a]) return;
        return t4(l.event ? l.event(u5) : u5);
      }
    };
  }
  function q(n3, u5, t4, i4, r4, o4, e4, f5, c4, a4) {
    var s4, h5, p5, v4, y5, d5, _3, k4, x4, M2, I2, P2, A4, H2, T4, j4, F2 = u5.type;
    if (void 0 !== u5.constructor) return null;
    128 & t4.__u && (c4 = !!(32 & t4.__u), o4 = [f5 = u5.__e = t4.__e]), (s4 = l.__b) && s4(u5);
    n: if ("function" == typeof F2) {
      h5 = e4.length;
      try {
        if (x4 = u5.props, M2 = F2.prototype && F2.prototype.render, I2 = (s4 = F2.contextType) && i4[s4.__c], P2 = s4 ? I2 ? I2.props.value : s4.__ : i4, t4.__c ? k4 = (p5 = u5.__c = t4.__c).__ = p5.__E : (M2 ? u5.__c = p5 = new F2(x4, P2) : (u5.__c = p5 = new C(x4, P2), p5.constructor = F2, p5.render = Q), I2 && I2.sub(p5), p5.state || (p5.state = {}), p5.__n = i4, v4 = p5.__d = true, p5.__h = [], p5._sb = []), M2 && null == p5.__s && (p5.__s = p5.state), M2 && null != F2.getDerivedStateFromProps && (p5.__s == p5.state && (p5.__s = m({}, p5.__s)), m(p5.__s, F2.getDerivedStateFromProps(x4, p5.__s))), y5 = p5.props, d5 = p5.state, p5.__v = u5, v4) M2 && null == F2.getDerivedStateFromProps && null != p5.componentWillMount && p5.componentWillMount(), M2 && null != p5.componentDidMount && p5.__h.push(p5.componentDidMount);
        else {
          if (M2 && null == F2.getDerivedStateFromProps && x4 !== y5 && null != p5.componentWillReceiveProps && p5.componentWillReceiveProps(x4, P2), u5.__v == t4.__v || !p5.__e && null != p5.shouldComponentUpdate && false === p5.shouldComponentUpdate(x4, p5.__s, P2)) {
            u5.__v != t4.__v && (p5.props = x4, p5.state = p5.__s, p5.__d = false), u5.__e = t4.__e, u5.__k = t4.__k, u5.__k.some(function(n4) {
              n4 && (n4.__ = u5);
            }), w.push.apply(p5.__h, p5._sb), p5._sb = [], p5.__h.length && e4.push(p5), f5 = $(t4);
            break n;
          }
          null != p5.componentWillUpdate && p5.componentWillUpdate(x4, p5.__s, P2), M2 && null != p5.componentDidUpdate && p5.__h.push(function() {
            p5.componentDidUpdate(y5, d5, _3);
          });
        }
        if (p5.context = P2, p5.props = x4, p5.__P = n3, p5.__e = false, A4 = l.__r, H2 = 0, M2) p5.state = p5.__s, p5.__d = false, A4 && A4(u5), s4 = p5.render(p5.props, p5.state, p5.context), w.push.apply(p5.__h, p5._sb), p5._sb = [];
        else do {
          p5.__d = false, A4 && A4(u5), s4 = p5.render(p5.props, p5.state, p5.context), p5.state = p5.__s;
        } while (p5.__d && ++H2 < 25);
        p5.state = p5.__s, null != p5.getChildContext && (i4 = m(m({}, i4), p5.getChildContext())), M2 && !v4 && null != p5.getSnapshotBeforeUpdate && (_3 = p5.getSnapshotBeforeUpdate(y5, d5)), T4 = null != s4 && s4.type === S && null == s4.key ? E(s4.props.children) : s4, f5 = L(n3, g(T4) ? T4 : [T4], u5, t4, i4, r4, o4, e4, f5, c4, a4), p5.base = u5.__e, u5.__u &= -161, p5.__h.length && e4.push(p5), k4 && (p5.__E = p5.__ = null);
      } catch (n4) {
        if (e4.length = h5, u5.__v = null, c4 || null != o4) {
          if (n4.then) {
            for (u5.__u |= c4 ? 160 : 128; f5 && 8 == f5.nodeType && f5.nextSibling; ) f5 = f5.nextSibling;
            null != o4 && (o4[o4.indexOf(f5)] = null), u5.__e = f5;
          } else if (null != o4) for (j4 = o4.length; j4--; ) b(o4[j4]);
        } else u5.__e = t4.__e;
        null == u5.__k && (u5.__k = t4.__k || []), n4.then || B(u5), l.__e(n4, u5, t4);
      }
    } else null == o4 && u5.__v == t4.__v ? (u5.__k = t4.__k, u5.__e = t4.__e) : f5 = u5.__e = G(t4.__e, u5, t4, i4, r4, o4, e4, c4, a4);
    return (s4 = l.diffed) && s4(u5), 128 & u5.__u ? void 0 : f5;
  }
  function B(n3) {
    n3 && (n3.__c && (n3.__c.__e = true), n3.__k && n3.__k.some(B));
  }
  function D(n3, u5, t4) {
    for (var i4 = 0; i4 < t4.length; i4++) J(t4[i4], t4[++i4], t4[++i4]);
    l.__c && l.__c(u5, n3), n3.some(function(u6) {
      try {
        n3 = u6.__h, u6.__h = [], n3.some(function(n4) {
          n4.call(u6);
        });
      } catch (n4) {
        l.__e(n4, u6.__v);
      }
    });
  }
  function E(n3) {
    return "object" != typeof n3 || null == n3 || n3.__b > 0 ? n3 : g(n3) ? n3.map(E) : void 0 !== n3.constructor ? null : m({}, n3);
  }
  function G(u5, t4, i4, r4, o4, e4, f5, c4, a4) {
    var s4, h5, p5, v4, y5, w5, _3, m5 = i4.props || d, k4 = t4.props, x4 = t4.type;
    if ("svg" == x4 ? o4 = "http://www.w3.org/2000/svg" : "math" == x4 ? o4 = "http://www.w3.org/1998/Math/MathML" : o4 || (o4 = "http://www.w3.org/1999/xhtml"), null != e4) {
      for (s4 = 0; s4 < e4.length; s4++) if ((y5 = e4[s4]) && "setAttribute" in y5 == !!x4 && (x4 ? y5.localName == x4 : 3 == y5.nodeType)) {
        u5 = y5, e4[s4] = null;
        break;
      }
    }
    if (null == u5) {
      if (null == x4) return document.createTextNode(k4);
      u5 = document.createElementNS(o4, x4, k4.is && k4), c4 && (l.__m && l.__m(t4, e4), c4 = false), e4 = null;
    }
    if (null == x4) m5 === k4 || c4 && u5.data == k4 || (u5.data = k4);
    else {
      if (e4 = "textarea" == x4 && null != k4.defaultValue ? null : e4 && n.call(u5.childNodes), !c4 && null != e4) for (m5 = {}, s4 = 0; s4 < u5.attributes.length; s4++) m5[(y5 = u5.attributes[s4]).name] = y5.value;
      for (s4 in m5) y5 = m5[s4], "dangerouslySetInnerHTML" == s4 ? p5 = y5 : "children" == s4 || s4 in k4 || "value" == s4 && "defaultValue" in k4 || "checked" == s4 && "defaultChecked" in k4 || N(u5, s4, null, y5, o4);
      for (s4 in k4) y5 = k4[s4], "children" == s4 ? v4 = y5 : "dangerouslySetInnerHTML" == s4 ? h5 = y5 : "value" == s4 ? w5 = y5 : "checked" == s4 ? _3 = y5 : c4 && "function" != typeof y5 || m5[s4] === y5 || N(u5, s4, y5, m5[s4], o4);
      if (h5) c4 || p5 && (h5.__html == p5.__html || h5.__html == u5.innerHTML) || (u5.innerHTML = h5.__html), t4.__k = [];
      else if (p5 && (u5.innerHTML = ""), L("template" == t4.type ? u5.content : u5, g(v4) ? v4 : [v4], t4, i4, r4, "foreignObject" == x4 ? "http://www.w3.org/1999/xhtml" : o4, e4, f5, e4 ? e4[0] : i4.__k && $(i4, 0), c4, a4), null != e4) for (s4 = e4.length; s4--; ) b(e4[s4]);
      c4 && "textarea" != x4 || (s4 = "value", "progress" == x4 && null == w5 ? u5.removeAttribute("value") : null != w5 && (w5 !== u5[s4] || "progress" == x4 && !w5 || "option" == x4 && w5 != m5[s4]) && N(u5, s4, w5, m5[s4], o4), s4 = "checked", null != _3 && _3 != u5[s4] && N(u5, s4, _3, m5[s4], o4));
    }
    return u5;
  }
  function J(n3, u5, t4) {
    try {
      if ("function" == typeof n3) {
        var i4 = "function" == typeof n3.__u;
        i4 && n3.__u(), i4 && null == u5 || (n3.__u = n3(u5));
      } else n3.current = u5;
    } catch (n4) {
      l.__e(n4, t4);
    }
  }
  function K(n3, u5, t4) {
    var i4, r4;
    if (l.unmount && l.unmount(n3), (i4 = n3.ref) && (i4.current && i4.current != n3.__e || J(i4, null, u5)), null != (i4 = n3.__c)) {
      if (i4.componentWillUnmount) try {
        i4.componentWillUnmount();
      } catch (n4) {
        l.__e(n4, u5);
      }
      i4.base = i4.__P = i4.__n = null;
    }
    if (i4 = n3.__k) for (r4 = 0; r4 < i4.length; r4++) i4[r4] && K(i4[r4], u5, t4 || "function" != typeof n3.type);
    t4 || b(n3.__e), n3.__c = n3.__ = n3.__e = void 0;
  }
  function Q(n3, l4, u5) {
    return this.constructor(n3, u5);
  }
  function R(u5, t4, i4) {
    var r4, o4, e4, f5;
    t4 == document && (t4 = document.documentElement), l.__ && l.__(u5, t4), o4 = (r4 = "function" == typeof i4) ? null : i4 && i4.__k || t4.__k, e4 = [], f5 = [], q(t4, u5 = (!r4 && i4 || t4).__k = k(S, null, [u5]), o4 || d, d, t4.namespaceURI, !r4 && i4 ? [i4] : o4 ? null : t4.firstChild ? n.call(t4.childNodes) : null, e4, !r4 && i4 ? i4 : o4 ? o4.__e : t4.firstChild, r4, f5), D(e4, u5, f5), u5.props.children = null;
  }
  function X(n3) {
    function l4(n4) {
      var u5, t4;
      return this.getChildContext || (u5 = /* @__PURE__ */ new Set(), (t4 = {})[l4.__c] = this, this.getChildContext = function() {
        return t4;
      }, this.componentWillUnmount = function() {
        u5 = null;
      }, this.shouldComponentUpdate = function(n5) {
        this.props.value != n5.value && u5.forEach(function(n6) {
          n6.__e = true, A(n6);
        });
      }, this.sub = function(n5) {
        u5.add(n5);
        var l5 = n5.componentWillUnmount;
        n5.componentWillUnmount = function() {
          u5 && u5.delete(n5), l5 && l5.call(n5);
        };
      }), n4.children;
    }
    return l4.__c = "__cC" + y++, l4.__ = n3, l4.Provider = l4.__l = (l4.Consumer = function(n4, l5) {
      return n4.children(l5);
    }).contextType = l4, l4;
  }
  n = w.slice, l = { __e: function(n3, l4, u5, t4) {
    for (var i4, r4, o4; l4 = l4.__; ) if ((i4 = l4.__c) && !i4.__) try {
      if ((r4 = i4.constructor) && null != r4.getDerivedStateFromError && (i4.setState(r4.getDerivedStateFromError(n3)), o4 = i4.__d), null != i4.componentDidCatch && (i4.componentDidCatch(n3, t4 || {}), o4 = i4.__d), o4) return i4.__E = i4;
    } catch (l5) {
      n3 = l5;
    }
    throw n3;
  } }, u = 0, t = function(n3) {
    return null != n3 && void 0 === n3.constructor;
  }, C.prototype.setState = function(n3, l4) {
    var u5;
    u5 = null != this.__s && this.__s != this.state ? this.__s : this.__s = m({}, this.state), "function" == typeof n3 && (n3 = n3(m({}, u5), this.props)), n3 && m(u5, n3), null != n3 && this.__v && (l4 && this._sb.push(l4), A(this));
  }, C.prototype.forceUpdate = function(n3) {
    this.__v && (this.__e = true, n3 && this.__h.push(n3), A(this));
  }, C.prototype.render = S, i = [], o = "function" == typeof Promise ? Promise.prototype.then.bind(Promise.resolve()) : setTimeout, e = function(n3, l4) {
    return n3.__v.__b - l4.__v.__b;
  }, H.__r = 0, f = Math.random().toString(8), c = "__d" + f, a = "__a" + f, s = /(PointerCapture)$|Capture$/i, h = 0, p = V(false), v = V(true), y = 0;

  // node_modules/preact/hooks/dist/hooks.module.js
  var t2;
  var r2;
  var u2;
  var i2;
  var o2 = 0;
  var f2 = [];
  var c2 = l;
  var e2 = c2.__b;
  var a2 = c2.__r;
  var v2 = c2.diffed;
  var l2 = c2.__c;
  var m2 = c2.unmount;
  var p2 = c2.__;
  function s2(n3, t4) {
    c2.__h && c2.__h(r2, n3, o2 || t4), o2 = 0;
    var u5 = r2.__H || (r2.__H = { __: [], __h: [] });
    return n3 >= u5.__.length && u5.__.push({}), u5.__[n3];
  }
  function d2(n3) {
    return o2 = 1, y2(D2, n3);
  }
  function y2(n3, u5, i4) {
    var o4 = s2(t2++, 2);
    if (o4.t = n3, !o4.__c && (o4.__ = [i4 ? i4(u5) : D2(void 0, u5), function(n4) {
      var t4 = o4.__N ? o4.__N[0] : o4.__[0], r4 = o4.t(t4, n4);
      t4 !== r4 && (o4.__N = [r4, o4.__[1]], o4.__c.setState({}));
    }], o4.__c = r2, !r2.__f)) {
      var f5 = function(n4, t4, r4) {
        if (!o4.__c.__H) return true;
        var u6 = false, i5 = o4.__c.props !== n4;
        if (o4.__c.__H.__.some(function(n5) {
          if (n5.__N) {
            u6 = true;
            var t5 = n5.__[0];
            n5.__ = n5.__N, n5.__N = void 0, t5 !== n5.__[0] && (i5 = true);
          }
        }), c4) {
          var f6 = c4.call(this, n4, t4, r4);
          return u6 ? f6 || i5 : f6;
        }
        return !u6 || i5;
      };
      r2.__f = true;
      var c4 = r2.shouldComponentUpdate, e4 = r2.componentWillUpdate;
      r2.componentWillUpdate = function(n4, t4, r4) {
        if (this.__e) {
          var u6 = c4;
          c4 = void 0, f5(n4, t4, r4), c4 = u6;
        }
        e4 && e4.call(this, n4, t4, r4);
      }, r2.shouldComponentUpdate = f5;
    }
    return o4.__N || o4.__;
  }
  function h2(n3, u5) {
    var i4 = s2(t2++, 3);
    !c2.__s && C2(i4.__H, u5) && (i4.__ = n3, i4.u = u5, r2.__H.__h.push(i4));
  }
  function A2(n3) {
    return o2 = 5, T2(function() {
      return { current: n3 };
    }, []);
  }
  function T2(n3, r4) {
    var u5 = s2(t2++, 7);
    return C2(u5.__H, r4) && (u5.__ = n3(), u5.__H = r4, u5.__h = n3), u5.__;
  }
  function x2(n3) {
    var u5 = r2.context[n3.__c], i4 = s2(t2++, 9);
    return i4.c = n3, u5 ? (null == i4.__ && (i4.__ = true, u5.sub(r2)), u5.props.value) : n3.__;
  }
  function j2() {
    for (var n3; n3 = f2.shift(); ) {
      var t4 = n3.__H;
      if (n3.__P && t4) try {
        t4.__h.some(z2), t4.__h.some(B2), t4.__h = [];
      } catch (r4) {
        t4.__h = [], c2.__e(r4, n3.__v);
      }
    }
  }
  c2.__b = function(n3) {
    r2 = null, e2 && e2(n3);
  }, c2.__ = function(n3, t4) {
    n3 && t4.__k && t4.__k.__m && (n3.__m = t4.__k.__m), p2 && p2(n3, t4);
  }, c2.__r = function(n3) {
    a2 && a2(n3), t2 = 0;
    var i4 = (r2 = n3.__c).__H;
    i4 && (u2 === r2 ? (i4.__h = [], r2.__h = [], i4.__.some(function(n4) {
      n4.__N && (n4.__ = n4.__N), n4.u = n4.__N = void 0;
    })) : (i4.__h.some(z2), i4.__h.some(B2), i4.__h = [], t2 = 0)), u2 = r2;
  }, c2.diffed = function(n3) {
    v2 && v2(n3);
    var t4 = n3.__c;
    t4 && t4.__H && (t4.__H.__h.length && (1 !== f2.push(t4) && i2 === c2.requestAnimationFrame || ((i2 = c2.requestAnimationFrame) || w2)(j2)), t4.__H.__.some(function(n4) {
      n4.u && (n4.__H = n4.u, n4.u = void 0);
    })), u2 = r2 = null;
  }, c2.__c = function(n3, t4) {
    t4.some(function(n4) {
      try {
        n4.__h.some(z2), n4.__h = n4.__h.filter(function(n5) {
          return !n5.__ || B2(n5);
        });
      } catch (r4) {
        t4.some(function(n5) {
          n5.__h && (n5.__h = []);
        }), t4 = [], c2.__e(r4, n4.__v);
      }
    }), l2 && l2(n3, t4);
  }, c2.unmount = function(n3) {
    m2 && m2(n3);
    var t4, r4 = n3.__c;
    r4 && r4.__H && (r4.__H.__.some(function(n4) {
      try {
        z2(n4);
      } catch (n5) {
        t4 = n5;
      }
    }), r4.__H = void 0, t4 && c2.__e(t4, r4.__v));
  };
  var k2 = "function" == typeof requestAnimationFrame;
  function w2(n3) {
    var t4, r4 = function() {
      clearTimeout(u5), k2 && cancelAnimationFrame(t4), setTimeout(n3);
    }, u5 = setTimeout(r4, 35);
    k2 && (t4 = requestAnimationFrame(r4));
  }
  function z2(n3) {
    var t4 = r2, u5 = n3.__c;
    "function" == typeof u5 && (n3.__c = void 0, u5()), r2 = t4;
  }
  function B2(n3) {
    var t4 = r2;
    n3.__c = n3.__(), r2 = t4;
  }
  function C2(n3, t4) {
    return !n3 || n3.length !== t4.length || t4.some(function(t5, r4) {
      return t5 !== n3[r4];
    });
  }
  function D2(n3, t4) {
    return "function" == typeof t4 ? t4(n3) : t4;
  }

  // node_modules/@preact/signals-core/dist/signals-core.module.js
  var i3 = Symbol.for("preact-signals");
  function t3() {
    if (!(v3 > 1)) {
      var i4, t4 = false;
      !(function() {
        var i5 = c3;
        c3 = void 0;
        while (void 0 !== i5) {
          var t5 = i5.S;
          if (t5.v === i5.v) {
            for (var r5 = t5.t; void 0 !== r5; r5 = r5.x) if (r5.i === i5.i) r5.i = t5.i;
          }
          i5 = i5.o;
        }
      })();
      while (void 0 !== h3) {
        var r4 = h3;
        h3 = void 0;
        s3++;
        while (void 0 !== r4) {
          var n3 = r4.u;
          r4.u = void 0;
          r4.f &= -3;
          if (!(8 & r4.f) && w3(r4)) try {
            r4.c();
          } catch (r5) {
            if (!t4) {
              i4 = r5;
              t4 = true;
            }
          }
          r4 = n3;
        }
      }
      s3 = 0;
      v3--;
      if (t4) throw i4;
    } else v3--;
  }
  function r3(i4) {
    if (v3 > 0) return i4();
    u3 = ++e3;
    v3++;
    try {
      return i4();
    } finally {
      t3();
    }
  }
  var n2;
  var o3 = void 0;
  function f3(i4) {
    var t4 = o3, r4 = n2;
    o3 = void 0;
    n2 = void 0;
    try {
      return i4();
    } finally {
      o3 = t4;
      n2 = r4;
    }
  }
  var h3 = void 0;
  var v3 = 0;
  var s3 = 0;
  var e3 = 0;
  var u3 = 0;
  var c3 = void 0;
  var a3 = 0;
  function d3(i4) {
    if (void 0 !== o3) {
      var t4 = i4.n;
      if (void 0 === t4 || t4.t !== o3) {
        t4 = { i: 0, S: i4, p: o3.s, n: void 0, t: o3, e: void 0, x: void 0, r: t4 };
        if (void 0 !== o3.s) o3.s.n = t4;
        o3.s = t4;
        i4.n = t4;
        if (32 & o3.f) i4.S(t4);
        return t4;
      } else if (-1 === t4.i) {
        t4.i = 0;
        if (void 0 !== t4.n) {
          t4.n.p = t4.p;
          if (void 0 !== t4.p) t4.p.n = t4.n;
          t4.p = o3.s;
          t4.n = void 0;
          o3.s.n = t4;
          o3.s = t4;
        }
        return t4;
      }
    }
  }
  function l3(i4, t4) {
    this.v = i4;
    this.i = 0;
    this.n = void 0;
    this.t = void 0;
    this.l = 0;
    this.W = null == t4 ? void 0 : t4.watched;
    this.Z = null == t4 ? void 0 : t4.unwatched;
    this.name = null == t4 ? void 0 : t4.name;
  }
  l3.prototype.brand = i3;
  l3.prototype.h = function() {
    return true;
  };
  l3.prototype.S = function(i4) {
    var t4 = this, r4 = this.t;
    if (r4 !== i4 && void 0 === i4.e) {
      i4.x = r4;
      this.t = i4;
      if (void 0 !== r4) r4.e = i4;
      else f3(function() {
        var i5;
        null == (i5 = t4.W) || i5.call(t4);
      });
    }
  };
  l3.prototype.U = function(i4) {
    var t4 = this;
    if (void 0 !== this.t) {
      var r4 = i4.e, n3 = i4.x;
      if (void 0 !== r4) {
        r4.x = n3;
        i4.e = void 0;
      }
      if (void 0 !== n3) {
        n3.e = r4;
        i4.x = void 0;
      }
      if (i4 === this.t) {
        this.t = n3;
        if (void 0 === n3) f3(function() {
          var i5;
          null == (i5 = t4.Z) || i5.call(t4);
        });
      }
    }
  };
  l3.prototype.subscribe = function(i4) {
    var t4 = this;
    return x3(function() {
      var r4 = t4.value;
      f3(function() {
        return i4(r4);
      });
    }, { name: "sub" });
  };
  l3.prototype.valueOf = function() {
    return this.value;
  };
  l3.prototype.toString = function() {
    return this.value + "";
  };
  l3.prototype.toJSON = function() {
    return this.value;
  };
  l3.prototype.peek = function() {
    var i4 = this;
    return f3(function() {
      return i4.value;
    });
  };
  Object.defineProperty(l3.prototype, "value", { get: function() {
    var i4 = d3(this);
    if (void 0 !== i4) i4.i = this.i;
    return this.v;
  }, set: function(i4) {
    if (i4 !== this.v) {
      if (s3 > 100) throw new Error("Cycle detected");
      !(function(i5) {
        if (0 !== v3 && 0 === s3) {
          if (i5.l !== u3) {
            i5.l = u3;
            c3 = { S: i5, v: i5.v, i: i5.i, o: c3 };
          }
        }
      })(this);
      this.v = i4;
      this.i++;
      a3++;
      v3++;
      try {
        for (var r4 = this.t; void 0 !== r4; r4 = r4.x) r4.t.N();
      } finally {
        t3();
      }
    }
  } });
  function y3(i4, t4) {
    return new l3(i4, t4);
  }
  function w3(i4) {
    for (var t4 = i4.s; void 0 !== t4; t4 = t4.n) if (t4.S.i !== t4.i || !t4.S.h() || t4.S.i !== t4.i) return true;
    return false;
  }
  function b2(i4) {
    for (var t4 = i4.s; void 0 !== t4; t4 = t4.n) {
      var r4 = t4.S.n;
      if (void 0 !== r4) t4.r = r4;
      t4.S.n = t4;
      t4.i = -1;
      if (void 0 === t4.n) {
        i4.s = t4;
        break;
      }
    }
  }
  function _2(i4) {
    var t4 = i4.s, r4 = void 0;
    while (void 0 !== t4) {
      var n3 = t4.p;
      if (-1 === t4.i) {
        t4.S.U(t4);
        if (void 0 !== n3) n3.n = t4.n;
        if (void 0 !== t4.n) t4.n.p = n3;
      } else r4 = t4;
      t4.S.n = t4.r;
      if (void 0 !== t4.r) t4.r = void 0;
      t4 = n3;
    }
    i4.s = r4;
  }
  function j3(i4, t4) {
    l3.call(this, void 0, t4);
    this.x = i4;
    this.s = void 0;
    this.g = a3 - 1;
    this.f = 4;
  }
  j3.prototype = new l3();
  j3.prototype.h = function() {
    this.f &= -3;
    if (1 & this.f) return false;
    if (32 == (36 & this.f)) return true;
    this.f &= -5;
    if (this.g === a3) return true;
    this.g = a3;
    this.f |= 1;
    if (this.i > 0 && !w3(this)) {
      this.f &= -2;
      return true;
    }
    var i4 = o3;
    try {
      b2(this);
      o3 = this;
      var t4 = this.x();
      if (16 & this.f || this.v !== t4 || 0 === this.i) {
        this.v = t4;
        this.f &= -17;
        this.i++;
      }
    } catch (i5) {
      this.v = i5;
      this.f |= 16;
      this.i++;
    }
    o3 = i4;
    _2(this);
    this.f &= -2;
    return true;
  };
  j3.prototype.S = function(i4) {
    if (void 0 === this.t) {
      this.f |= 36;
      for (var t4 = this.s; void 0 !== t4; t4 = t4.n) t4.S.S(t4);
    }
    l3.prototype.S.call(this, i4);
  };
  j3.prototype.U = function(i4) {
    if (void 0 !== this.t) {
      l3.prototype.U.call(this, i4);
      if (void 0 === this.t) {
        this.f &= -33;
        for (var t4 = this.s; void 0 !== t4; t4 = t4.n) t4.S.U(t4);
      }
    }
  };
  j3.prototype.N = function() {
    if (!(2 & this.f)) {
      this.f |= 6;
      for (var i4 = this.t; void 0 !== i4; i4 = i4.x) i4.t.N();
    }
  };
  Object.defineProperty(j3.prototype, "value", { get: function() {
    if (1 & this.f) throw new Error("Cycle detected");
    var i4 = d3(this);
    this.h();
    if (void 0 !== i4) i4.i = this.i;
    if (16 & this.f) throw this.v;
    return this.v;
  } });
  function O2(i4, t4) {
    return new j3(i4, t4);
  }
  function p3(i4) {
    var r4 = i4.j;
    i4.j = void 0;
    if ("function" == typeof r4) {
      v3++;
      var n3 = o3;
      o3 = void 0;
      try {
        r4();
      } catch (t4) {
        i4.f &= -2;
        i4.f |= 8;
        g2(i4);
        throw t4;
      } finally {
        o3 = n3;
        t3();
      }
    }
  }
  function g2(i4) {
    for (var t4 = i4.s; void 0 !== t4; t4 = t4.n) t4.S.U(t4);
    i4.x = void 0;
    i4.s = void 0;
    p3(i4);
  }
  function S2(i4) {
    if (o3 !== this) throw new Error("Out-of-order effect");
    _2(this);
    o3 = i4;
    this.f &= -2;
    try {
      if (8 & this.f) g2(this);
    } finally {
      t3();
    }
  }
  function m3(i4, t4) {
    this.x = i4;
    this.j = void 0;
    this.s = void 0;
    this.u = void 0;
    this.f = 32;
    this.name = null == t4 ? void 0 : t4.name;
    if (n2) n2.push(this);
  }
  m3.prototype.c = function() {
    var i4 = this.S();
    try {
      if (8 & this.f) return;
      if (void 0 === this.x) return;
      var t4 = this.x();
      if ("function" == typeof t4) this.j = t4;
    } finally {
      i4();
    }
  };
  m3.prototype.S = function() {
    if (1 & this.f) throw new Error("Cycle detected");
    this.f |= 1;
    this.f &= -9;
    p3(this);
    b2(this);
    v3++;
    var i4 = o3;
    o3 = this;
    return S2.bind(this, i4);
  };
  m3.prototype.N = function() {
    if (!(2 & this.f)) {
      this.f |= 2;
      this.u = h3;
      h3 = this;
    }
  };
  m3.prototype.d = function() {
    this.f |= 8;
    if (!(1 & this.f)) g2(this);
  };
  m3.prototype.dispose = function() {
    this.d();
  };
  function x3(i4, t4) {
    var r4 = new m3(i4, t4);
    try {
      r4.c();
    } catch (i5) {
      r4.d();
      throw i5;
    }
    var n3 = r4.d.bind(r4);
    n3[Symbol.dispose] = n3;
    return n3;
  }

  // node_modules/@preact/signals/dist/signals.module.js
  var h4;
  var d4;
  var p4;
  var m4 = "undefined" != typeof window && !!window.__PREACT_SIGNALS_DEVTOOLS__;
  var g3 = [];
  x3(function() {
    h4 = this.N;
  })();
  function b3(i4, n3) {
    l[i4] = n3.bind(null, l[i4] || function() {
    });
  }
  function y4(i4) {
    if (p4) {
      var n3 = p4;
      p4 = void 0;
      n3();
    }
    p4 = i4 && i4.S();
  }
  function w4(i4) {
    var n3 = this, r4 = i4.data, t4 = useSignal(r4);
    t4.name = "ReactiveDom";
    t4.value = r4;
    var e4 = T2(function() {
      var i5 = n3, r5 = n3.__v;
      while (r5 = r5.__) if (r5.__c) {
        r5.__c.__$f |= 4;
        break;
      }
      var o4 = O2(function() {
        var i6 = t4.value.value;
        return 0 === i6 ? 0 : true === i6 ? "" : i6 || "";
      }), e5 = O2(function() {
        return !Array.isArray(o4.value) && !t(o4.value);
      }), u6 = x3(function() {
        this.N = M;
        if (e5.value) {
          var n4 = o4.value;
          if (i5.__v && i5.__v.__e && 3 === i5.__v.__e.nodeType) i5.__v.__e.data = n4;
        }
      }), c5 = n3.__$u.d;
      n3.__$u.d = function() {
        u6();
        c5.call(this);
      };
      return [e5, o4];
    }, []), u5 = e4[0], c4 = e4[1];
    return u5.value ? c4.peek() : c4.value;
  }
  w4.displayName = "ReactiveTextNode";
  Object.defineProperties(l3.prototype, { constructor: { configurable: true, value: k(S, null).constructor }, type: { configurable: true, value: w4 }, props: { configurable: true, get: function() {
    var i4 = this;
    return { data: { get value() {
      return i4.value;
    } } };
  } }, __b: { configurable: true, value: 1 } });
  b3("__b", function(i4, n3) {
    y4();
    d4 = void 0;
    if ("string" == typeof n3.type) {
      var r4, t4 = n3.props;
      for (var f5 in t4) if ("children" !== f5) {
        var o4 = t4[f5];
        if (o4 instanceof l3) {
          if (!r4) n3.__np = r4 = {};
          r4[f5] = o4;
          t4[f5] = o4.peek();
        }
      }
    }
    i4(n3);
  });
  b3("__r", function(i4, r4) {
    i4(r4);
    if (r4.type !== S) {
      y4();
      var t4, f5 = r4.__c;
      if (f5) {
        f5.__$f &= -2;
        if (void 0 === (t4 = f5.__$u)) f5.__$u = t4 = (function(i5, n3) {
          var r5;
          x3(function() {
            r5 = this;
          }, { name: n3 });
          r5.c = i5;
          return r5;
        })(/* @__PURE__ */ (function(i5) {
          return function() {
            var n3;
            if (m4) null == (n3 = this.y) || n3.call(this);
            i5.__$f |= 1;
            i5.setState({});
          };
        })(f5), "function" == typeof r4.type ? r4.type.displayName || r4.type.name : "");
      }
      d4 = f5;
      y4(t4);
    }
  });
  b3("__e", function(i4, n3, r4, t4) {
    y4();
    d4 = void 0;
    i4(n3, r4, t4);
  });
  b3("diffed", function(i4, n3) {
    y4();
    d4 = void 0;
    var r4;
    if ("string" == typeof n3.type && (r4 = n3.__e)) {
      var t4 = n3.__np, f5 = n3.props, o4 = r4.U;
      if (o4) for (var e4 in o4) {
        var u5 = o4[e4];
        if (!(void 0 === u5 || t4 && e4 in t4)) {
          u5.d();
          o4[e4] = void 0;
        }
      }
      if (t4) {
        if (!o4) {
          o4 = {};
          r4.U = o4;
        }
        for (var a4 in t4) {
          var c4 = o4[a4], v4 = t4[a4];
          if (void 0 === c4) {
            c4 = k3(r4, a4, v4, f5);
            o4[a4] = c4;
          } else c4.o(v4, f5);
        }
      }
    }
    i4(n3);
  });
  function k3(i4, n3, r4, t4) {
    var f5 = n3 in i4 && void 0 === i4.ownerSVGElement, o4 = y3(r4);
    return { o: function(i5, n4) {
      o4.value = i5;
      t4 = n4;
    }, d: x3(function() {
      this.N = M;
      var r5 = o4.value.value;
      if (t4[n3] !== r5) {
        t4[n3] = r5;
        if (f5) i4[n3] = r5;
        else if (null != r5 && (false !== r5 || "-" === n3[4])) i4.setAttribute(n3, r5);
        else i4.removeAttribute(n3);
      }
    }) };
  }
  b3("unmount", function(i4, n3) {
    if ("string" == typeof n3.type) {
      var r4 = n3.__e;
      if (r4) {
        var t4 = r4.U;
        if (t4) {
          r4.U = void 0;
          for (var f5 in t4) {
            var o4 = t4[f5];
            if (o4) o4.d();
          }
        }
      }
      var e4 = n3.__np;
      if (e4) {
        var u5 = n3.props;
        for (var a4 in e4) u5[a4] = e4[a4];
      }
      n3.__np = void 0;
    } else {
      var c4 = n3.__c;
      if (c4) {
        c4.__$f |= 8;
        var v4 = c4.__$u;
        if (v4) {
          c4.__$u = void 0;
          v4.d();
        }
      }
    }
    i4(n3);
  });
  b3("__h", function(i4, n3, r4, t4) {
    if (t4 < 3) n3.__$f |= 2;
    i4(n3, r4, t4);
  });
  C.prototype.shouldComponentUpdate = function(i4, n3) {
    if (this.__R) return true;
    var r4 = this.__$u, t4 = r4 && void 0 !== r4.s;
    for (var f5 in n3) return true;
    if (this.__f || "boolean" == typeof this.u && true === this.u) {
      var o4 = 2 & this.__$f;
      if (!(t4 || o4 || 4 & this.__$f)) return true;
      if (1 & this.__$f) return true;
    } else {
      if (!(t4 || 4 & this.__$f)) return true;
      if (3 & this.__$f) return true;
    }
    for (var e4 in i4) if ("__source" !== e4 && i4[e4] !== this.props[e4]) return true;
    for (var u5 in this.props) if (!(u5 in i4)) return true;
    return false;
  };
  function useSignal(i4, n3) {
    return T2(function() {
      return y3(i4, n3);
    }, []);
  }
  var A3 = function(i4) {
    queueMicrotask(function() {
      queueMicrotask(i4);
    });
  };
  function F() {
    r3(function() {
      var i4;
      while (i4 = g3.shift()) h4.call(i4);
    });
  }
  function M() {
    if (1 === g3.push(this)) (l.requestAnimationFrame || A3)(F);
  }

  // playground/capture.ts
  var import_gifenc = __toESM(require_gifenc(), 1);
  var PICTURE_SIDE = 720;
  var GIF_SIDE = 288;
  var GIF_FRAME = 50;
  var SHORTEST_FRAME = 20;
  var LONGEST_FRAME = 2e3;
  var MOST_GIF_SECONDS = 20;
  var MOST_GIF_FRAMES = 600;
  var MOST_VIDEO_SECONDS = 60;
  var FILM_RATE = 240;
  var VIDEO_RATE = 30;
  var VIDEO_KINDS = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
  var LONGEST_WAIT = 1e4;
  function videoKind() {
    if (typeof MediaRecorder === "undefined") return null;
    if (typeof HTMLCanvasElement.prototype.captureStream !== "function") return null;
    return VIDEO_KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? null;
  }
  function download(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 6e4);
  }
  function magnified(store, life, canvas, side) {
    const picture = life.picture(store.palette.value.plate);
    if (picture === null) return false;
    const { height, width } = picture;
    const factor = Math.max(1, Math.ceil(side / Math.max(height, width)));
    if (canvas.width !== width * factor || canvas.height !== height * factor) {
      canvas.width = width * factor;
      canvas.height = height * factor;
    }
    const context = canvas.getContext("2d");
    if (context === null) return false;
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return true;
  }
  function stepsPerFrame(rate) {
    return Math.max(1, Math.round(GIF_FRAME / 1e3 * filmRate(rate)));
  }
  function frameTime(steps, rate) {
    if (steps <= 0) return GIF_FRAME;
    return Math.min(Math.max(Math.round(1e3 * steps / filmRate(rate)), SHORTEST_FRAME), LONGEST_FRAME);
  }
  function filmRate(rate) {
    return Math.min(rate, FILM_RATE);
  }
  var Recorder = class {
    constructor(store, life) {
      this.store = store;
      this.life = life;
    }
    #current = null;
    savePicture() {
      const canvas = document.createElement("canvas");
      if (!magnified(this.store, this.life, canvas, PICTURE_SIDE)) return;
      canvas.toBlob((blob) => {
        if (blob === null) return this.store.say("This browser could not make the picture.", "error");
        this.save(blob, "png");
        this.store.say("Picture saved.");
      }, "image/png");
    }
    recordGif() {
      this.stop();
      this.store.filmed.value = { seconds: 0, most: MOST_GIF_SECONDS };
      this.#current = new GifRecording(this);
      this.store.recording.value = "gif";
      this.store.spoken.value = "Recording a GIF.";
    }
    recordVideo(kind) {
      this.stop();
      this.store.filmed.value = { seconds: 0, most: MOST_VIDEO_SECONDS };
      try {
        this.#current = new VideoRecording(this, kind);
        this.store.recording.value = "video";
        this.store.spoken.value = "Recording a video.";
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.store.say(`This browser cannot record a video here: ${reason}`, "error");
      }
    }
    stop() {
      this.#current?.stop();
      this.#current = null;
      this.store.recording.value = null;
    }
    save(blob, ending) {
      const name = (this.store.current.value?.name ?? "world").replace(/[^\p{L}\p{N}]+/gu, "-");
      download(blob, `${name}-step-${this.store.stepCount.value}.${ending}`);
    }
    draw(canvas, side) {
      return magnified(this.store, this.life, canvas, side);
    }
  };
  var GifRecording = class {
    constructor(recorder) {
      this.recorder = recorder;
      recorder.life.onChange.add(this.#listener);
      this.#frame();
    }
    #encoder = (0, import_gifenc.GIFEncoder)();
    #canvas = document.createElement("canvas");
    #listener = () => this.#frame();
    #count = 0;
    #last = -Infinity;
    #step = null;
    #milliseconds = 0;
    /** A GIF has one size: another world ends it. */
    #side = "";
    #frame() {
      const { store } = this.recorder;
      const [now, step] = [performance.now(), store.stepCount.value];
      const steps = step - (this.#step ?? step);
      const wanted = steps > 0 ? steps >= stepsPerFrame(store.rate.value) : now - this.#last >= GIF_FRAME - 4;
      if (!wanted) return;
      [this.#last, this.#step] = [now, step];
      const { height, width } = store.world.value;
      const side = `${height} ${width}`;
      if (this.#side !== "" && side !== this.#side) return this.recorder.stop();
      this.#side = side;
      if (!this.recorder.draw(this.#canvas, 1)) return;
      const { height: high, width: wide } = this.#canvas;
      const { data } = this.#canvas.getContext("2d").getImageData(0, 0, wide, high);
      const colours = (0, import_gifenc.quantize)(data, 256);
      const factor = Math.max(1, Math.round(GIF_SIDE / Math.max(high, wide)));
      const indices = enlarged((0, import_gifenc.applyPalette)(data, colours), wide, high, factor);
      const delay = frameTime(steps, store.rate.value);
      this.#encoder.writeFrame(indices, wide * factor, high * factor, { palette: colours, delay });
      this.#count++;
      this.#milliseconds += delay;
      store.filmed.value = { seconds: this.#milliseconds / 1e3, most: MOST_GIF_SECONDS };
      if (this.#milliseconds >= 1e3 * MOST_GIF_SECONDS || this.#count >= MOST_GIF_FRAMES) this.recorder.stop();
    }
    stop() {
      this.recorder.life.onChange.delete(this.#listener);
      this.#encoder.finish();
      this.recorder.save(new Blob([this.#encoder.bytes()], { type: "image/gif" }), "gif");
      const seconds = (this.#milliseconds / 1e3).toFixed(1);
      this.recorder.store.say(`GIF of ${this.#count} frames, ${seconds} seconds, saved.`);
    }
  };
  function enlarged(indices, width, height, factor) {
    if (factor === 1) return indices;
    const wide = width * factor;
    const result = new Uint8Array(wide * height * factor);
    for (let row = 0; row < height; row++) {
      const start2 = row * factor * wide;
      for (let column = 0; column < width; column++) {
        result.fill(indices[row * width + column], start2 + column * factor, start2 + (column + 1) * factor);
      }
      for (let copy = 1; copy < factor; copy++) result.copyWithin(start2 + copy * wide, start2, start2 + wide);
    }
    return result;
  }
  var VideoRecording = class {
    constructor(recorder, kind) {
      this.recorder = recorder;
      const { store, life } = recorder;
      this.#listener();
      this.#recorder = new MediaRecorder(this.#canvas.captureStream(VIDEO_RATE), {
        mimeType: kind,
        videoBitsPerSecond: 8e6
      });
      const parts = this.#parts;
      this.#recorder.ondataavailable = (event) => {
        if (event.data.size > 0) parts.push(event.data);
        if (this.#stopping && parts.length > 0) this.#end();
      };
      this.#recorder.onstop = () => {
        for (const track of this.#recorder.stream.getTracks()) track.stop();
        if (parts.length === 0) return store.say("The browser's video recorder returned no data.", "error");
        recorder.save(new Blob(parts, { type: kind }), kind.startsWith("video/mp4") ? "mp4" : "webm");
        store.say("Video saved.");
      };
      this.#recorder.onerror = () => store.say("The browser's video recorder failed.", "error");
      life.onChange.add(this.#listener);
      this.#recorder.start(1e3);
      this.#clock = setInterval(() => this.#tell(), 250);
    }
    #recorder;
    #canvas = document.createElement("canvas");
    #parts = [];
    #stopping = false;
    #listener = () => void this.recorder.draw(this.#canvas, PICTURE_SIDE);
    #begun = performance.now();
    #clock;
    #tell() {
      const seconds = (performance.now() - this.#begun) / 1e3;
      this.recorder.store.filmed.value = { seconds, most: MOST_VIDEO_SECONDS };
      if (seconds >= MOST_VIDEO_SECONDS) this.recorder.stop();
    }
    /** A busy browser may not have encoded any picture yet: it then gets some more seconds for the first. */
    stop() {
      this.#stopping = true;
      clearInterval(this.#clock);
      if (this.#parts.length > 0 || this.#recorder.state === "inactive") return this.#end();
      setTimeout(() => this.#end(), LONGEST_WAIT);
      this.#recorder.requestData();
    }
    #end() {
      this.recorder.life.onChange.delete(this.#listener);
      if (this.#recorder.state !== "inactive") this.#recorder.stop();
    }
  };

  // playground/fitting.ts
  function settingsFor(store, organisms) {
    const { boundary, fireRate, turn, noise: noise2, seed, signals } = store;
    return {
      boundary: boundary.value,
      fireRate: fireRate.value,
      angle: turn.value * Math.PI / 180,
      noise: firesPerChannel(organisms) ? 0 : noise2.value,
      seed: seed.value,
      signals: organisms.map((organism, index) => toldTo(organism, signals.value[index]))
    };
  }
  function fitTo(store, organisms) {
    const { signals, noise: noise2 } = store;
    signals.value = organisms.map((organism, index) => toldTo(organism, signals.value[index]));
    if (noise2.value === 0 || !firesPerChannel(organisms)) return;
    noise2.value = 0;
    store.say(`The channels of ${organisms[0].name} fire independently, so no noise is added.`);
  }
  function firesPerChannel(organisms) {
    return organisms[0].physics.firePer === "channel";
  }
  function toldTo({ perception: perception2, told: usual }, told = []) {
    if (told.length === perception2.signal) return told;
    return usual.length > 0 ? usual : new Array(perception2.signal).fill(0);
  }
  function pictureOf({ pictures }, told = []) {
    return pictures.find(({ signal }) => alike(signal, told)) ?? null;
  }
  function wantedOf(organism, told) {
    return organism.pictures.length > 0 ? pictureOf(organism, told)?.target ?? null : organism.target;
  }
  function unusualSignals(store) {
    return store.signals.value.map((told, index) => {
      const organism = store.living.value[index]?.organism;
      return organism !== void 0 && alike(told, toldTo(organism)) ? [] : told;
    });
  }
  function alike(one, other) {
    return one.length === other.length && one.every((value, index) => Math.abs(value - other[index]) < 1e-4);
  }

  // playground/levels.ts
  function blockSide({ parents }) {
    return parents?.factor ?? 1;
  }
  function wholeBlocks(cells, side) {
    return Math.round(cells / side) * side + 0;
  }
  function amongBlocks(organism, { row, column }, world) {
    const side = blockSide(organism);
    if (side === 1) return { row, column };
    const near = (at, middle, size) => {
      const found = middle + wholeBlocks(Math.round(at) - middle, side);
      return found < 0 ? found + side : found >= size && Math.round(at) < size ? found - side : found;
    };
    return { row: near(row, organism.height >> 1, world.height), column: near(column, organism.width >> 1, world.width) };
  }
  function withoutParents(snapshot, parents, frame, edge) {
    return withParents(snapshot, parents, frame, edge, (column) => column < frame.width >> 1 ? null : column);
  }
  function exchangedParents(snapshot, parents, frame, edge) {
    return withParents(snapshot, parents, frame, edge, (column) => frame.width - 1 - column);
  }
  function withParents(snapshot, parents, frame, edge, from) {
    const { height, width, channels } = snapshot;
    const state = snapshot.state.slice();
    const at = (row, column) => {
      const [y5, x4] = [frame.top + row, frame.left + column];
      if (edge === "torus") return (y5 % height + height) % height * width + (x4 % width + width) % width;
      return y5 >= 0 && x4 >= 0 && y5 < height && x4 < width ? y5 * width + x4 : -1;
    };
    for (let row = 0; row < frame.height; row++) {
      for (let column = 0; column < frame.width; column++) {
        const cell2 = at(row, column);
        if (cell2 < 0) continue;
        const source = from(column);
        const other = source === null ? -1 : at(row, source);
        for (let channel = channels - parents.channels; channel < channels; channel++) {
          state[cell2 * channels + channel] = other < 0 ? 0 : snapshot.state[other * channels + channel];
        }
      }
    }
    return { ...snapshot, state };
  }

  // playground/looks.ts
  function channelName(channel) {
    return ["red", "green", "blue", "alpha"][channel] ?? `hidden ${channel}`;
  }
  function shortName(channel) {
    return ["R", "G", "B", "α"][channel] ?? String(channel);
  }
  function looks({ channels, parents }) {
    const own2 = channels - (parents?.channels ?? 0);
    const named = ["colour", "alpha", "update", "fired"].map((kind) => ({
      look: { kind },
      name: { colour: "Colour", alpha: "Alpha", update: "Update", fired: "Cells that fired" }[kind],
      text: { colour: "Colour", alpha: "Alpha", update: "Update", fired: "Fired" }[kind],
      of: "cells"
    }));
    const hidden = Array.from({ length: own2 - 4 }, (_3, index) => ({
      look: { kind: "channel", channel: index + 4 },
      name: `Channel ${index + 4}, ${channelName(index + 4)}`,
      text: shortName(index + 4),
      of: "hidden"
    }));
    if (parents === null) return [...named, ...hidden];
    const signals = Array.from({ length: parents.channels }, (_3, index) => ({
      look: { kind: "parent", channel: own2 + index },
      name: `Channel ${own2 + index}, of the parents`,
      text: shortName(own2 + index),
      of: "parents"
    }));
    const sensed = { look: { kind: "sensed" }, name: "What the parents sense", text: "RGBα" };
    return [...named, ...hidden, { ...sensed, of: "parents" }, ...signals];
  }
  function lookKey(look) {
    if (look.kind === "channel") return `c${look.channel}`;
    return look.kind === "parent" ? `p${look.channel}` : look.kind;
  }
  function viewOf(look, { channels, parents }, background) {
    const blocks = parents?.factor ?? 1;
    switch (look.kind) {
      case "sensed":
        return { kind: "colour", blocks, background };
      case "parent":
        return parents !== null && look.channel >= channels - parents.channels && look.channel < channels ? { kind: "channel", channel: look.channel, blocks, background } : { kind: "colour", background };
      case "channel":
        return look.channel < channels ? { kind: "channel", channel: look.channel, background } : { kind: "colour", background };
      default:
        return { kind: look.kind, background };
    }
  }

  // playground/pace.ts
  var SLOWEST = 1;
  var FASTEST = 1e3;
  var FRAME_BUDGET = 12;
  var LONGEST_BUDGET = 40;
  var SLOW_FRAME = 40;
  var QUICK_FRAME = 25;
  var MOST_STEPS = 4096;
  var Pace = class {
    rate;
    /** Whether `step` only queues work (WebGL), so that timing it is meaningless. */
    queued = false;
    #due = 0;
    #dueAt = 0;
    #limit = 8;
    constructor(rate) {
      this.rate = rate;
    }
    /** Discards the steps that were due: after a pause nothing is caught up. */
    restart() {
      this.#due = 0;
    }
    /**
     * Makes the steps of one frame and returns how many.
     *
     * @param elapsed milliseconds since the frame before
     * @param step makes so many steps
     * @param now a clock in milliseconds
     */
    frame(elapsed, step, now) {
      const wanted = this.#wanted(elapsed);
      const budget = Math.min(Math.max(FRAME_BUDGET, 0.6 * elapsed), LONGEST_BUDGET);
      const start2 = now();
      let done = 0;
      let chunk = 1;
      while (done < wanted) {
        const count2 = Math.min(chunk, wanted - done);
        step(count2);
        done += count2;
        const spent = now() - start2;
        if (spent >= budget) break;
        const room = spent > 0 ? (budget - spent) * done / spent / 2 : 2 * chunk;
        chunk = Math.max(1, Math.min(Math.floor(room), 2 * chunk, 256));
      }
      if (this.rate !== Infinity) {
        this.#due = Math.min(this.#due - done, Math.max(1, this.rate / 20));
      }
      this.#adapt(elapsed, done);
      return done;
    }
    #wanted(elapsed) {
      const most = this.queued ? this.#limit : MOST_STEPS;
      if (this.rate === Infinity) return most;
      if (this.rate !== this.#dueAt) this.#due = 0;
      this.#dueAt = this.rate;
      this.#due += this.rate * Math.min(elapsed, 250) / 1e3;
      return Math.min(Math.floor(this.#due + 1e-9), most);
    }
    /** Estimates how many queued steps fit in a frame. */
    #adapt(elapsed, done) {
      if (elapsed > SLOW_FRAME) this.#limit = Math.max(1, Math.floor(this.#limit * 0.7));
      else if (elapsed < QUICK_FRAME && done >= this.#limit)
        this.#limit = Math.min(MOST_STEPS, Math.ceil(this.#limit * 1.25));
    }
  };
  var Meter = class {
    #time = 0;
    #steps = 0;
    #value = 0;
    /** Adds a frame; returns the current estimate. */
    add(elapsed, steps) {
      this.#time += elapsed;
      this.#steps += steps;
      if (this.#time >= 500) {
        const recent = 1e3 * this.#steps / this.#time;
        this.#value = this.#value === 0 ? recent : 0.5 * (this.#value + recent);
        this.#time = 0;
        this.#steps = 0;
      }
      return this.#value;
    }
    restart() {
      this.#time = this.#steps = this.#value = 0;
    }
  };
  var SPEED_NOTCHES = 31;
  function rateOfNotch(notch) {
    if (notch >= SPEED_NOTCHES) return Infinity;
    return Math.max(SLOWEST, Math.round(10 ** (notch / 10)));
  }
  function notchOfRate(rate) {
    if (rate === Infinity) return SPEED_NOTCHES;
    return Math.min(Math.max(Math.round(10 * Math.log10(Math.max(rate, SLOWEST))), 0), SPEED_NOTCHES - 1);
  }
  function rateText(rate) {
    return rate === Infinity ? "as fast as possible" : rate === 1 ? "1 step per second" : `${rate} steps per second`;
  }

  // playground/settings.ts
  var WORLD_SIDES = [72, 96, 128, 256, 512];
  var SMALLEST_SIDE2 = 8;
  var LARGEST_SIDE2 = 512;
  var TOOLS = ["erase", "seed", "colour", "species", "inspect", "pan"];
  function draws(tool) {
    return tool !== "inspect" && tool !== "pan";
  }
  var BRUSH_SIZES = [1, 3, 5, 9, 15, 25, 41];
  var ENGINE_WISHES = ["auto", "webgl2", "webgl2-half", "wasm", "plain"];
  var MOST_NOISE = 0.2;
  var LARGEST_SIGNAL = 1e6;
  var MOST_SIGNAL2 = 1024;
  var MOST_ZOOM = 64;
  var MOST_SPECIES2 = 8;
  function worldText(height, width) {
    return height === width ? String(width) : `${height}x${width}`;
  }

  // playground/fragment.ts
  var Unreadable = class extends Error {
  };
  function numberBetween(text2, low, high, whole3 = false) {
    const value = text2.trim() === "" ? NaN : Number(text2);
    if (!Number.isFinite(value) || value < low || value > high || whole3 && !Number.isInteger(value)) {
      throw new Unreadable(`a ${whole3 ? "whole " : ""}number from ${low} to ${high}`);
    }
    return value;
  }
  function oneOf(text2, choices) {
    const found = choices.find((choice2) => choice2 === text2);
    if (found === void 0) throw new Unreadable(`one of ${choices.join(", ")}`);
    return found;
  }
  function readWorld(text2) {
    const match = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(text2);
    if (match === null) throw new Unreadable("a size such as 96 or 64x96");
    const height = numberBetween(match[1], SMALLEST_SIDE2, LARGEST_SIDE2, true);
    return {
      height,
      width: match[2] === void 0 ? height : numberBetween(match[2], SMALLEST_SIDE2, LARGEST_SIDE2, true)
    };
  }
  function readOrganisms(text2) {
    const ids = text2.split(",");
    if (ids.length > MOST_SPECIES2 || ids.some((id) => !/^[\w.-]{1,64}$/.test(id))) {
      throw new Unreadable(`1 to ${MOST_SPECIES2} names of organisms`);
    }
    return ids;
  }
  function readLook(text2) {
    const channel = /^([cp])(\d{1,3})$/.exec(text2);
    if (channel !== null) return { kind: channel[1] === "c" ? "channel" : "parent", channel: Number(channel[2]) };
    return { kind: oneOf(text2, ["colour", "alpha", "update", "fired", "sensed"]) };
  }
  function readPlace(text2) {
    const [zoom, x4, y5, more] = text2.split(",");
    if (zoom === void 0 || x4 === void 0 || y5 === void 0 || more !== void 0) {
      throw new Unreadable("magnification, column and row");
    }
    return {
      zoom: numberBetween(zoom, 1, MOST_ZOOM),
      x: numberBetween(x4, 0, LARGEST_SIDE2),
      y: numberBetween(y5, 0, LARGEST_SIDE2)
    };
  }
  function readColour(text2) {
    if (!/^[0-9a-f]{6}$/i.test(text2)) throw new Unreadable("six hexadecimal digits");
    return `#${text2.toLowerCase()}`;
  }
  function readSignals(text2) {
    const told = text2.split(";").map((one) => one === "" ? [] : one.split(","));
    if (told.length > MOST_SPECIES2 || told.some((one) => one.length > MOST_SIGNAL2)) {
      throw new Unreadable(`at most ${MOST_SPECIES2} lists of ${MOST_SIGNAL2} numbers`);
    }
    return told.map((one) => one.map((value) => numberBetween(value, -LARGEST_SIGNAL, LARGEST_SIGNAL)));
  }
  var FIELDS2 = [
    ["o", "organism", (text2) => ({ organisms: readOrganisms(text2) })],
    ["w", "world", readWorld],
    ["run", "playing", (text2) => ({ playing: oneOf(text2, ["0", "1"]) === "1" })],
    ["v", "speed", (text2) => ({ rate: text2 === "max" ? Infinity : numberBetween(text2, SLOWEST, FASTEST) })],
    ["tool", "tool", (text2) => ({ tool: oneOf(text2, TOOLS) })],
    ["b", "brush size", (text2) => ({ brush: numberBetween(text2, 1, 99, true) })],
    ["ink", "paint colour", (text2) => ({ colour: readColour(text2) })],
    ["sp", "species", (text2) => ({ species: numberBetween(text2, 0, MOST_SPECIES2 - 1, true) })],
    ["look", "view", (text2) => ({ look: readLook(text2) })],
    ["a", "rotation", (text2) => ({ turn: numberBetween(text2, 0, 360) % 360 })],
    ["f", "fire rate", (text2) => ({ fireRate: numberBetween(text2, 0, 1) })],
    ["edge", "boundary", (text2) => ({ boundary: oneOf(text2, ["zero", "torus"]) })],
    ["noise", "noise", (text2) => ({ noise: numberBetween(text2, 0, MOST_NOISE) })],
    ["s", "random seed", (text2) => ({ seed: numberBetween(text2, 0, 4294967295, true) })],
    ["sig", "signal", (text2) => ({ signals: readSignals(text2) })],
    ["e", "engine", (text2) => ({ engine: oneOf(text2, ENGINE_WISHES) })],
    ["at", "place", (text2) => ({ place: readPlace(text2) })]
  ];
  var LONGEST = 4e6;
  function decodeFragment(fragment) {
    const text2 = fragment.replace(/^#/, "");
    const problems = [];
    const settings = {};
    if (text2.length > LONGEST) {
      return {
        settings,
        step: null,
        state: null,
        problems: ["The link is too long; the page starts without it."]
      };
    }
    const given = new URLSearchParams(text2);
    for (const [key2, what, read] of FIELDS2) {
      const value = given.get(key2);
      if (value === null) continue;
      try {
        Object.assign(settings, read(value));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        const shown = value.length > 24 ? `${value.slice(0, 24)}…` : value;
        problems.push(`The link's ${what} “${shown}” is not ${error.message}; the setting is unchanged.`);
      }
    }
    const stepText = given.get("t");
    const step = stepText !== null && /^\d{1,10}$/.test(stepText) ? Number(stepText) : null;
    if (text2 !== "" && [...given.keys()].every((key2) => !KNOWN.has(key2))) {
      problems.push("The link contains nothing that this page can read; the page starts without it.");
    }
    return { settings, step, state: given.get("x"), problems };
  }
  var KNOWN = /* @__PURE__ */ new Set([...FIELDS2.map(([key2]) => key2), "t", "x"]);
  function short2(value, decimals = 4) {
    return String(Number(value.toFixed(decimals)));
  }
  function encodeFragment(settings, defaults, step, state) {
    const parts = [];
    const add = (key2, text2, usual) => {
      if (text2 !== usual) parts.push(`${key2}=${text2}`);
    };
    parts.push(`o=${settings.organisms.join(",")}`, `w=${worldText(settings.height, settings.width)}`);
    parts.push(`s=${settings.seed}`, ...step === null ? [] : [`t=${step}`]);
    add("run", settings.playing ? "1" : "0", "1");
    add("v", rateWord(settings.rate), rateWord(defaults.rate));
    add("tool", settings.tool, defaults.tool);
    add("b", String(settings.brush), String(defaults.brush));
    add("ink", settings.colour.slice(1), defaults.colour.slice(1));
    add("sp", String(settings.species), String(defaults.species));
    add("look", lookKey(settings.look), lookKey(defaults.look));
    add("a", short2(settings.turn), short2(defaults.turn));
    add("f", short2(settings.fireRate), short2(defaults.fireRate));
    add("edge", settings.boundary, defaults.boundary);
    add("noise", short2(settings.noise), short2(defaults.noise));
    add("sig", signalsText(settings.signals), "");
    add("e", settings.engine, defaults.engine);
    const { place } = settings;
    if (place !== null) parts.push(`at=${short2(place.zoom, 3)},${short2(place.x, 2)},${short2(place.y, 2)}`);
    if (state !== null) parts.push(`x=${state}`);
    return parts.join("&");
  }
  function signalsText(signals) {
    const told = signals.map((one) => one.map((value) => short2(value)).join());
    return told.join(";").replace(/;+$/, "");
  }
  function rateWord(rate) {
    return rate === Infinity ? "max" : String(rate);
  }

  // playground/packing.ts
  function pack(snapshot) {
    const { height, width, channels, state, step } = snapshot;
    const cells = height * width;
    const occupied2 = new Uint8Array(Math.ceil(cells / 8));
    const kept = [];
    for (let cell2 = 0; cell2 < cells; cell2++) {
      for (let index = cell2 * channels; index < (cell2 + 1) * channels; index++) {
        if (state[index] !== 0) {
          occupied2[cell2 >> 3] |= 1 << (cell2 & 7);
          kept.push(cell2);
          break;
        }
      }
    }
    const species = new Uint8Array(kept.length);
    const values = new Float32Array(kept.length * channels);
    kept.forEach((cell2, index) => {
      species[index] = snapshot.species[cell2];
      values.set(state.subarray(cell2 * channels, (cell2 + 1) * channels), index * channels);
    });
    return {
      height,
      width,
      channels,
      step,
      occupied: occupied2,
      species,
      values,
      bytes: occupied2.length + kept.length + values.byteLength
    };
  }
  function unpack(packed) {
    const { height, width, channels, step } = packed;
    const state = new Float32Array(height * width * channels);
    const species = new Uint8Array(height * width);
    let index = 0;
    for (let cell2 = 0; cell2 < height * width; cell2++) {
      if ((packed.occupied[cell2 >> 3] & 1 << (cell2 & 7)) === 0) continue;
      species[cell2] = packed.species[index];
      state.set(packed.values.subarray(index * channels, (index + 1) * channels), cell2 * channels);
      index++;
    }
    return { height, width, channels, state, species, step };
  }
  var HEADER = 12;
  var VERSION2 = 1;
  var MOST_CELLS = 1024 * 1024;
  var MOST_CHANNELS = 64;
  function toBytes(packed, bytesPerValue) {
    const { occupied: occupied2, species, values } = packed;
    const bytes = new Uint8Array(HEADER + occupied2.length + species.length + values.length * bytesPerValue);
    const view = new DataView(bytes.buffer);
    bytes[0] = VERSION2;
    bytes[1] = bytesPerValue;
    view.setUint16(2, packed.height, true);
    view.setUint16(4, packed.width, true);
    view.setUint16(6, packed.channels, true);
    view.setUint32(8, packed.step, true);
    bytes.set(occupied2, HEADER);
    bytes.set(species, HEADER + occupied2.length);
    const start2 = HEADER + occupied2.length + species.length;
    const raw = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let index = 0; index < values.length; index++) {
      const bits = bytesPerValue === 4 ? raw[index] : halfBits(values[index]);
      for (let byte = 0; byte < bytesPerValue; byte++) {
        bytes[start2 + byte * values.length + index] = bits >>> 8 * byte & 255;
      }
    }
    return bytes;
  }
  function fromBytes(bytes) {
    const fail = (reason) => {
      throw new RangeError(`The state in the link cannot be read: ${reason}.`);
    };
    if (bytes.length < HEADER) fail("it is too short");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes[0] !== VERSION2) fail(`its version is ${bytes[0]}, this page reads ${VERSION2}`);
    const bytesPerValue = bytes[1];
    if (bytesPerValue !== 2 && bytesPerValue !== 4) fail("its kind of number is unknown");
    const height = view.getUint16(2, true);
    const width = view.getUint16(4, true);
    const channels = view.getUint16(6, true);
    if (height < 3 || width < 3 || height * width > MOST_CELLS) fail(`its world is ${height} x ${width} cells`);
    if (channels < 4 || channels > MOST_CHANNELS) fail(`it has ${channels} channels`);
    const cells = height * width;
    const occupied2 = bytes.slice(HEADER, HEADER + Math.ceil(cells / 8));
    let count2 = 0;
    for (let cell2 = 0; cell2 < cells; cell2++) count2 += (occupied2[cell2 >> 3] ?? 0) >> (cell2 & 7) & 1;
    const start2 = HEADER + occupied2.length + count2;
    const values = new Float32Array(count2 * channels);
    if (bytes.length !== start2 + values.length * bytesPerValue) fail("its length does not match its header");
    const raw = new Uint32Array(values.buffer);
    for (let index = 0; index < values.length; index++) {
      let bits = 0;
      for (let byte = 0; byte < bytesPerValue; byte++) bits |= bytes[start2 + byte * values.length + index] << 8 * byte;
      if (bytesPerValue === 4) raw[index] = bits;
      else values[index] = halfValue(bits);
    }
    const species = bytes.slice(HEADER + occupied2.length, start2);
    const step = view.getUint32(8, true);
    return {
      height,
      width,
      channels,
      step,
      occupied: occupied2,
      species,
      values,
      bytes: occupied2.length + count2 + values.byteLength
    };
  }
  var scratch = new DataView(new ArrayBuffer(4));
  function halfBits(value) {
    scratch.setFloat32(0, value);
    const bits = scratch.getUint32(0);
    const sign = bits >>> 16 & 32768;
    const magnitude = bits & 2147483647;
    if (magnitude > 2139095040) return sign | 32256;
    if (magnitude >= 1199570944) return sign | 31744;
    if (magnitude < 947912704) return sign | roundToEven(Math.abs(Math.fround(value)) * 2 ** 24);
    return sign | roundToEven((magnitude - 939524096) / 8192);
  }
  function roundToEven(value) {
    const below = Math.floor(value);
    const rest = value - below;
    return rest > 0.5 || rest === 0.5 && below % 2 === 1 ? below + 1 : below;
  }
  function halfValue(bits) {
    const sign = bits & 32768 ? -1 : 1;
    const exponent = bits >>> 10 & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  }

  // playground/colours.ts
  function parseColour(text2) {
    const value = Number.parseInt(text2.slice(1), 16);
    return [(value >> 16 & 255) / 255, (value >> 8 & 255) / 255, (value & 255) / 255];
  }

  // playground/palette.ts
  var LIGHT = {
    plate: parseColour("#fffdf8"),
    ink: "#26221c",
    quiet: "#6a6357",
    hairline: "#d9d2c3",
    accent: "#c43d1d"
  };
  var DARK = {
    // Neither dark nor light: on a dark plate dark pictures, such as a cobweb, cannot be seen.
    plate: parseColour("#949a9f"),
    ink: "#ece6da",
    quiet: "#9a958a",
    hairline: "#363b40",
    accent: "#ff7d58"
  };
  var systemDark = null;
  function systemIsDark() {
    if (systemDark === null) {
      const query = matchMedia("(prefers-color-scheme: dark)");
      const found = systemDark = y3(query.matches);
      query.addEventListener("change", () => found.value = query.matches);
    }
    return systemDark.value;
  }

  // playground/series.ts
  var Series = class {
    /** @param width values at each step */
    constructor(width = 1, capacity = 2048) {
      this.width = width;
      this.capacity = capacity;
      this.#steps = new Float64Array(capacity);
      this.#values = new Float32Array(capacity * width);
    }
    #steps;
    #values;
    #start = 0;
    #length = 0;
    get length() {
      return this.#length;
    }
    /** A step not after the last one begins the series again from there (undo, reset). */
    add(step, values) {
      if (this.#length > 0 && step < this.stepAt(this.#length - 1)) this.cut(step);
      if (this.#length > 0 && step === this.stepAt(this.#length - 1)) this.#length--;
      const at = (this.#start + this.#length) % this.capacity;
      this.#steps[at] = step;
      for (let index = 0; index < this.width; index++) this.#values[at * this.width + index] = values[index];
      if (this.#length < this.capacity) this.#length++;
      else this.#start = (this.#start + 1) % this.capacity;
    }
    /** Forgets what came after a step. */
    cut(step) {
      while (this.#length > 0 && this.stepAt(this.#length - 1) > step) this.#length--;
    }
    clear() {
      this.#length = 0;
    }
    stepAt(index) {
      return this.#steps[(this.#start + index) % this.capacity];
    }
    valueAt(index, which = 0) {
      return this.#values[(this.#start + index) % this.capacity * this.width + which];
    }
  };

  // playground/store.ts
  var SECTIONS = ["organism", "wounds", "senses", "view", "world"];
  var STAYS = { note: 6e3, error: 2e4 };
  var made = 0;
  var Store = class {
    number = ++made;
    // Settings.
    playing = y3(true);
    rate = y3(60);
    tool = y3("erase");
    /** Diameter of each tool's brush in cells; a seed is one cell. */
    brushes = y3({
      erase: 9,
      seed: 1,
      colour: 5,
      species: 15,
      inspect: 1,
      pan: 1
    });
    brush = O2(() => this.brushes.value[this.tool.value]);
    colour = y3("#e4572e");
    species = y3(0);
    look = y3({ kind: "colour" });
    /** Degrees, counter-clockwise. */
    turn = y3(0);
    fireRate = y3(0.5);
    boundary = y3("zero");
    noise = y3(0);
    seed = y3(0);
    /** The signal of each organism of the world. */
    signals = y3([]);
    engineWish = y3("auto");
    theme = y3("auto");
    // Content.
    library = y3([]);
    living = y3([]);
    world = y3({ height: 72, width: 72 });
    engineKind = y3(null);
    engineReport = y3(null);
    // Measurements.
    stepCount = y3(0);
    stepsPerSecond = y3(0);
    livingCells = y3(0);
    /** log10 of the healing error, null where there is nothing to compare with. */
    healing = y3(null);
    healingAgainst = y3(null);
    /** Its best shift and turn, and log10 of its error there; null where that is its place or hardly better, or not known. */
    form = y3(null);
    healingSeries = new Series(1, 4096);
    /** Steps of the latest wounds. */
    wounds = y3([]);
    traced = y3(null);
    traceSeries = y3(new Series(16));
    /** Changes whenever the curves have new values. */
    samples = y3(0);
    // Messages.
    notices = y3([]);
    /** Spoken by screen readers. */
    spoken = y3("");
    hint = y3(null);
    canUndo = y3(false);
    canRedo = y3(false);
    resting = y3(false);
    recording = y3(null);
    /** Present and maximum length of the film that is being recorded, in seconds. */
    filmed = y3({ seconds: 0, most: 0 });
    /** Whether the world was changed other than by steps from its seeds: then a link needs its state. */
    touched = y3(false);
    /** The bottom sheet's section on phones; null while it is closed. */
    section = y3(null);
    /** Whether the inspector is open where it lies over the stage. */
    drawer = y3(false);
    helping = y3(false);
    current = O2(() => this.living.value[this.species.value] ?? this.living.value[0] ?? null);
    channels = O2(() => this.current.value?.organism.channels ?? 16);
    /** Whether channels fire each for itself; then there is no noise. */
    firesPerChannel = O2(() => this.current.value?.organism.physics.firePer === "channel");
    dark = O2(() => this.theme.value === "auto" ? systemIsDark() : this.theme.value === "dark");
    palette = O2(() => this.dark.value ? DARK : LIGHT);
    setBrush(diameter) {
      this.brushes.value = { ...this.brushes.value, [this.tool.value]: diameter };
    }
    #lastNotice = 0;
    /**
     * Shows a message, which may quote files and links; it goes away by itself.
     *
     * @param lasting whether it stays until it is closed: what is wrong with the page itself
     */
    say(message, kind = "note", lasting = false) {
      const text2 = plainText(message);
      const id = ++this.#lastNotice;
      const others = this.notices.value.filter((notice) => notice.text !== text2).slice(-3);
      this.notices.value = [...others, { id, text: text2, kind }];
      this.spoken.value = text2;
      if (!lasting) setTimeout(() => this.dismiss(id), STAYS[kind]);
      return id;
    }
    dismiss(id) {
      this.notices.value = this.notices.value.filter((notice) => notice.id !== id);
    }
    /** The present settings, except the place, which the stage holds. */
    settings() {
      return {
        organisms: this.living.value.map(({ id }) => id),
        ...this.world.value,
        playing: this.playing.value,
        rate: this.rate.value,
        tool: this.tool.value,
        brush: this.brush.value,
        colour: this.colour.value,
        species: this.species.value,
        look: this.look.value,
        turn: this.turn.value,
        fireRate: this.fireRate.value,
        boundary: this.boundary.value,
        noise: this.noise.value,
        seed: this.seed.value,
        signals: this.signals.value,
        engine: this.engineWish.value
      };
    }
    /** Applies settings, except organisms, world and place. */
    apply(settings) {
      this.playing.value = settings.playing;
      this.rate.value = settings.rate;
      this.tool.value = settings.tool;
      this.setBrush(settings.brush);
      this.colour.value = settings.colour;
      this.species.value = settings.species;
      this.look.value = settings.look;
      this.turn.value = settings.turn;
      this.fireRate.value = settings.fireRate;
      this.boundary.value = settings.boundary;
      this.noise.value = settings.noise;
      this.seed.value = settings.seed;
      this.signals.value = settings.signals;
      this.engineWish.value = settings.engine;
    }
  };
  function defaultSettings(specimen2) {
    const { organism } = specimen2;
    const { height, width } = organism;
    return {
      organisms: [specimen2.id],
      height,
      width,
      playing: true,
      rate: 60,
      tool: "erase",
      brush: 9,
      colour: "#e4572e",
      species: 0,
      look: { kind: "colour" },
      turn: 0,
      fireRate: organism.physics.fireRate,
      boundary: organism.physics.boundary,
      noise: 0,
      seed: 0,
      signals: [],
      engine: "auto",
      place: null
    };
  }

  // playground/links.ts
  var MOST_LETTERS = 1e5;
  var FARTHEST = 5e3;
  var WRITE_AFTER = 600;
  async function stateText(snapshot) {
    if (!canCompress()) return null;
    const packed = pack(snapshot);
    for (const bytesPerValue of [4, 2]) {
      if (packed.values.length * bytesPerValue / 2 > MOST_LETTERS) continue;
      const text2 = await compress(toBytes(packed, bytesPerValue));
      if (text2.length <= MOST_LETTERS) return text2;
    }
    return null;
  }
  async function openFragment(store, fragment, library, kept = null) {
    const link = decodeFragment(fragment);
    for (const problem of link.problems) store.say(problem, "error");
    const wanted = link.settings.organisms ?? [];
    const found = wanted.flatMap((id) => library.find((specimen2) => specimen2.id === id) ?? []);
    const missing = wanted.filter((id) => !library.some((specimen2) => specimen2.id === id));
    if (missing.length > 0) {
      const near = nearest(missing[0], library.map(({ id }) => id));
      const meant = near === null ? "" : ` Did you mean ${near}?`;
      store.say(`This page does not have the link's organism ${missing.join(", ")}.${meant}`, "error");
    }
    const specimens = found.length > 0 ? found : [library[0]];
    const settings = {
      ...defaultSettings(specimens[0]),
      ...link.settings,
      organisms: specimens.map(({ id }) => id)
    };
    const block = blockSide(specimens[0].organism);
    if (settings.height % block !== 0 || settings.width % block !== 0) {
      const { height, width } = specimens[0].organism;
      store.say(`The link's world does not consist of whole blocks of ${block} x ${block} cells; it is ${height} x ${width} cells instead.`, "error");
      Object.assign(settings, { height, width });
    }
    const misfit = settings.signals.some((told, index) => {
      return told.length > 0 && told.length !== specimens[index]?.organism.perception.signal;
    });
    if (misfit) {
      store.say("The link's signal does not fit this organism, so the organism keeps its own.", "error");
      settings.signals = [];
    }
    const brush = link.settings.brush ?? store.brushes.value[settings.tool];
    let snapshot = null;
    if (kept !== null && missing.length === 0 && misfitOf(kept, settings, specimens) === null) snapshot = kept;
    else if (link.state !== null && missing.length === 0) snapshot = await openState(store, link.state, settings, specimens);
    let steps = link.state === null && missing.length === 0 ? link.step ?? 0 : 0;
    if (steps > FARTHEST) {
      store.say(`The link asks for step ${steps} without giving the state; the page starts from the seed.`, "error");
      steps = 0;
    }
    return { settings: { ...settings, brush }, specimens, snapshot, steps };
  }
  function misfitOf(snapshot, settings, specimens) {
    const { height, width, channels, species } = snapshot;
    if (height !== settings.height || width !== settings.width || channels !== specimens[0].organism.channels) {
      return "The state in the link belongs to another world or organism; the page starts from the seed.";
    }
    if (species.some((one) => one >= specimens.length)) {
      return "The state in the link has more species than the link names; the page starts from the seed.";
    }
    return null;
  }
  function nearest(text2, names) {
    let best = null;
    let least = Math.floor(text2.length / 3) + 1;
    for (const name of names) {
      const apart = distance(text2, name);
      if (apart < least) [best, least] = [name, apart];
    }
    return best;
  }
  function distance(one, other) {
    let row = Array.from({ length: other.length + 1 }, (_3, index) => index);
    for (let i4 = 1; i4 <= one.length; i4++) {
      const next = [i4];
      for (let j4 = 1; j4 <= other.length; j4++) {
        const same = one[i4 - 1] === other[j4 - 1] ? 0 : 1;
        next.push(Math.min(row[j4] + 1, next[j4 - 1] + 1, row[j4 - 1] + same));
      }
      row = next;
    }
    return row[other.length];
  }
  async function openState(store, text2, settings, specimens) {
    try {
      if (!canCompress()) throw new RangeError("This browser cannot decompress the link's state; the page starts from the seed.");
      const snapshot = unpack(fromBytes(await decompress(text2)));
      const misfit = misfitOf(snapshot, settings, specimens);
      if (misfit !== null) throw new RangeError(misfit);
      return snapshot;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      store.say(error.message, "error");
      return null;
    }
  }
  var KEPT = "blastema";
  var MOST_KEPT = 1 << 21;
  function keptState() {
    const [entry] = performance.getEntriesByType("navigation");
    const state = history.state;
    return entry?.type === "back_forward" ? state?.[KEPT] ?? null : null;
  }
  var AddressBar = class {
    constructor(store, life, place) {
      this.life = life;
      this.place = place;
      this.#store = store;
      this.#stop = x3(() => {
        this.#store.settings();
        if (!this.#store.playing.value) void [this.#store.stepCount.value, this.#store.samples.value];
        this.touch();
      });
    }
    #store;
    #stop;
    #timer = 0;
    /** What was written last, so that it is not taken for a new link. */
    written = "";
    dispose() {
      this.#stop();
      clearTimeout(this.#timer);
    }
    /** Something that a link holds has changed. */
    touch() {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.write(!this.#store.playing.value), WRITE_AFTER);
    }
    /** Writes the address; returns whether it leads to the present state. */
    async write(withState) {
      const first = this.#store.living.value[0];
      if (first === void 0) return false;
      const snapshot = withState ? this.life.read() : null;
      const step = snapshot?.step ?? this.#store.stepCount.value;
      const regrown2 = !this.#store.touched.value && step <= FARTHEST;
      const state = snapshot === null || regrown2 ? null : await stateText(snapshot);
      const exact = regrown2 || state !== null;
      this.#encode(first, exact ? step : null, state);
      try {
        if (location.hash !== this.written) history.replaceState(null, "", this.written);
      } catch {
      }
      return exact;
    }
    #encode(first, step, state) {
      const signals = unusualSignals(this.#store);
      const settings = { ...this.#store.settings(), signals, place: this.place() };
      this.written = `#${encodeFragment(settings, defaultSettings(first), step, state)}`;
    }
    /** Before the page is left: the browser keeps the state beside the address, for the Back button. */
    leave() {
      const first = this.#store.living.value[0];
      const snapshot = this.life.read();
      if (first === void 0 || snapshot === null || snapshot.state.length > MOST_KEPT) return;
      this.#encode(first, null, null);
      try {
        history.replaceState({ [KEPT]: snapshot }, "", this.written);
      } catch {
      }
    }
  };

  // engine/random.ts
  var MULTIPLIER = 1664525;
  var INCREMENT = 1013904223;
  var ROW_STRIDE = 65536;
  var CHANNEL_STRIDE = 2654435769;
  function pcg3dFirst(x4, y5, z3) {
    let a4 = Math.imul(x4, MULTIPLIER) + INCREMENT | 0;
    let b4 = Math.imul(y5, MULTIPLIER) + INCREMENT | 0;
    let c4 = Math.imul(z3, MULTIPLIER) + INCREMENT | 0;
    a4 = a4 + Math.imul(b4, c4) | 0;
    b4 = b4 + Math.imul(c4, a4) | 0;
    c4 = c4 + Math.imul(a4, b4) | 0;
    a4 ^= a4 >>> 16;
    b4 ^= b4 >>> 16;
    c4 ^= c4 >>> 16;
    return a4 + Math.imul(b4, c4) >>> 0;
  }
  function fireValue(column, row, step, seed) {
    return pcg3dFirst(column + ROW_STRIDE * row, step, seed) >>> 8;
  }
  function fireThreshold(fireRate) {
    const scaled = Math.fround(fireRate) * 16777216;
    const below = Math.floor(scaled);
    const rest = scaled - below;
    return rest > 0.5 || rest === 0.5 && below % 2 === 1 ? below + 1 : below;
  }
  function fires(column, row, step, seed, threshold) {
    return fireValue(column, row, step, seed) < threshold;
  }
  function channelSeed(seed, channel) {
    return seed + Math.imul(CHANNEL_STRIDE, channel + 1) | 0;
  }
  function noiseValue(column, row, channel, step, seed) {
    return (pcg3dFirst(column + ROW_STRIDE * row, step, channelSeed(seed, channel)) >>> 8) / 8388608 - 1;
  }

  // engine/geometry.ts
  var CUTS = ["bottom", "top", "right", "left", "centre"];
  var SCATTER_STEP = 4294967295;
  function frameAround(grid, place) {
    const top = Math.round(place.row) - Math.floor(grid.height / 2);
    const left = Math.round(place.column) - Math.floor(grid.width / 2);
    return { top, left, height: grid.height, width: grid.width };
  }
  function seedRegion(organism, world, place, boundary = "zero") {
    const { top, left } = frameAround(organism, place);
    const region = emptyRegion(world);
    for (const [row, column] of organism.seeds) {
      cell(world, { row: top + row, column: left + column }, boundary).forEach((inside, i4) => region[i4] |= inside);
    }
    return region;
  }
  function emptyRegion(world) {
    return new Uint8Array(world.height * world.width);
  }
  function cell(world, place, boundary = "zero") {
    return disc(world, place, 0, boundary);
  }
  function union(first, second) {
    return first.map((inside, i4) => inside | second[i4]);
  }
  function disc(world, place, radius, boundary = "zero") {
    return capsule(world, place, place, radius, boundary);
  }
  function capsule(world, from, to, radius, boundary = "zero") {
    const region = emptyRegion(world);
    const reach = Math.max(0, radius);
    const span = { row: to.row - from.row, column: to.column - from.column };
    const length = span.row * span.row + span.column * span.column;
    const [top, bottom] = range(from.row, to.row, reach, world.height);
    const [left, right] = range(from.column, to.column, reach, world.width);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const [down, across] = [row - from.row, column - from.column];
        const share = length > 0 ? clamp((down * span.row + across * span.column) / length, 0, 1) : 0;
        const distance2 = (down - share * span.row) ** 2 + (across - share * span.column) ** 2;
        if (distance2 <= reach * reach) {
          mark(region, world, row, column, boundary);
        }
      }
    }
    for (const end of [from, to]) {
      mark(region, world, Math.round(end.row), Math.round(end.column), boundary);
    }
    return region;
  }
  function cut(world, name, frame = whole(world), boundary = "zero") {
    const [middleRow, middleColumn] = [Math.floor(frame.height / 2), Math.floor(frame.width / 2)];
    const half = Math.round(Math.min(frame.height, frame.width) / 9);
    const removes = {
      bottom: (row) => row >= middleRow,
      top: (row) => row < middleRow,
      right: (_3, column) => column >= middleColumn,
      left: (_3, column) => column < middleColumn,
      centre: (row, column) => isMiddle(row - middleRow, half) && isMiddle(column - middleColumn, half)
    };
    return inFrame(world, frame, boundary, removes[name]);
  }
  function scatter(world, share, seed, frame = whole(world), boundary = "zero") {
    const threshold = fireThreshold(share);
    return inFrame(world, frame, boundary, (row, column) => fires(column, row, SCATTER_STEP, seed, threshold));
  }
  function isMiddle(offset, half) {
    return offset >= -half && offset < half;
  }
  function whole(world) {
    return { top: 0, left: 0, height: world.height, width: world.width };
  }
  function inFrame(world, frame, boundary, inside) {
    const region = emptyRegion(world);
    for (let row = 0; row < frame.height; row++) {
      for (let column = 0; column < frame.width; column++) {
        if (inside(row, column)) {
          mark(region, world, frame.top + row, frame.left + column, boundary);
        }
      }
    }
    return region;
  }
  function mark(region, world, row, column, boundary) {
    const [y5, x4] = boundary === "torus" ? [modulo(row, world.height), modulo(column, world.width)] : [row, column];
    if (y5 >= 0 && y5 < world.height && x4 >= 0 && x4 < world.width) {
      region[y5 * world.width + x4] = 1;
    }
  }
  function range(from, to, reach, size) {
    const low = Math.ceil(Math.min(from, to) - reach);
    const high = Math.floor(Math.max(from, to) + reach);
    return [clamp(low, -size, 2 * size), clamp(high, -size, 2 * size)];
  }
  function clamp(value, low, high) {
    return Math.min(Math.max(value, low), high);
  }
  function modulo(value, size) {
    return (value % size + size) % size;
  }

  // engine/world.ts
  var ALPHA = 3;
  function checkSettings(settings, organisms) {
    const { boundary, fireRate, angle, noise: noise2, seed, signals } = settings;
    require2(boundary === "zero" || boundary === "torus", "boundary", boundary, "zero or torus");
    require2(fireRate >= 0 && fireRate <= 1, "fireRate", fireRate, "0 to 1");
    require2(Number.isFinite(angle), "angle", angle, "radians");
    require2(noise2 >= 0 && noise2 <= 1e6, "noise", noise2, "0 or more");
    require2(Number.isInteger(seed), "seed", seed, "an unsigned 32-bit number");
    const apart = noise2 > 0 && organisms.some(({ physics }) => physics.firePer === "channel");
    require2(!apart, "noise", noise2, "0, since channels fire independently and noise would draw the same numbers");
    const most = organisms.length;
    require2(signals.length <= most, "number of signals", signals.length, `at most ${most}, one for each organism`);
    signals.forEach((signal, index) => {
      const { name, perception: perception2 } = organisms[index];
      const known2 = signal.length === perception2.signal || signal.length === 0;
      require2(known2, `length of ${name}'s signal`, signal.length, String(perception2.signal));
      require2(signal.every(Number.isFinite), `signal of ${name}`, signal.join(), "finite numbers");
    });
  }
  function checkCount(count2) {
    require2(Number.isInteger(count2) && count2 >= 0, "count of steps", count2, "a whole number, 0 or more");
  }
  function checkRegion(region, world) {
    const cells = world.height * world.width;
    require2(region.length === cells, "length of the region", region.length, `${cells}, a number for each cell`);
  }
  function checkStroke(stroke, organisms) {
    if (stroke.kind === "erase") {
      return;
    }
    const { species } = stroke;
    const known2 = Number.isInteger(species) && species >= 0 && species < organisms.length;
    require2(known2, "species", species, `0 to ${organisms.length - 1}`);
    if (stroke.kind === "colour") {
      const sound = stroke.colour.length === 3 && stroke.colour.every((value) => value >= 0 && value <= 1);
      require2(sound, "colour", stroke.colour.join(), "red, green and blue, each 0 to 1");
    }
  }
  function checkSnapshot(snapshot, world, organisms) {
    const { height, width, channels } = snapshot;
    const [expected, size] = [organisms[0].channels, `${world.height} x ${world.width}`];
    require2(height === world.height && width === world.width, "size", `${height} x ${width}`, size);
    require2(channels === expected, "number of channels", channels, String(expected));
    const cells = height * width;
    const values = snapshot.state.length;
    require2(values === cells * channels, "length of the state", values, String(cells * channels));
    require2(snapshot.species.length === cells, "length of the species", snapshot.species.length, String(cells));
    const largest = snapshot.species.reduce((most, species) => Math.max(most, species), 0);
    require2(largest < organisms.length, "species", largest, `0 to ${organisms.length - 1}`);
    require2(Number.isInteger(snapshot.step) && snapshot.step >= 0, "step", snapshot.step, "a whole number, 0 or more");
  }
  function require2(sound, name, value, expected) {
    if (!sound) {
      throw new RangeError(`The ${name} is ${String(value)}; expected ${expected}.`);
    }
  }
  function emptySnapshot(world, channels) {
    const cells = world.height * world.width;
    const arrays = { state: new Float32Array(cells * channels), species: new Uint8Array(cells) };
    return { height: world.height, width: world.width, channels, ...arrays, step: 0 };
  }
  function countLiving(snapshot, organism) {
    let count2 = 0;
    for (let i4 = ALPHA; i4 < snapshot.state.length; i4 += snapshot.channels) {
      count2 += isAbove(snapshot.state[i4], organism) ? 1 : 0;
    }
    return count2;
  }
  async function targetGrid(organism) {
    const bytes = organism.target?.png ? decodeBase64(organism.target.png) : null;
    if (organism.target === null || bytes === null) {
      return null;
    }
    const picture = await decodePng(bytes);
    const { padding } = organism.target;
    const [height, width] = [picture.height + 2 * padding, picture.width + 2 * padding];
    const values = new Float32Array(height * width * 4);
    for (let pixel2 = 0; pixel2 < picture.height * picture.width; pixel2++) {
      const row = padding + Math.floor(pixel2 / picture.width);
      const to = 4 * (row * width + padding + pixel2 % picture.width);
      const alpha = Math.fround(picture.pixels[4 * pixel2 + 3] / 255);
      for (let channel = 0; channel < 3; channel++) {
        values[to + channel] = Math.fround(picture.pixels[4 * pixel2 + channel] / 255) * alpha;
      }
      values[to + ALPHA] = alpha;
    }
    return { height, width, values };
  }
  function errorAgainst(snapshot, target, top = 0, left = 0, torus = false) {
    let sum = 0;
    for (let row = 0; row < target.height; row++) {
      for (let column = 0; column < target.width; column++) {
        const cell2 = cellAt(snapshot, top + row, left + column, torus);
        for (let channel = 0; channel < 4; channel++) {
          const value = cell2 < 0 ? 0 : snapshot.state[cell2 * snapshot.channels + channel];
          sum += (value - target.values[4 * (row * target.width + column) + channel]) ** 2;
        }
      }
    }
    return sum / target.values.length;
  }
  function cellAt(world, row, column, torus) {
    const inside = row >= 0 && row < world.height && column >= 0 && column < world.width;
    if (!inside && !torus) {
      return -1;
    }
    const wrap = (value, size) => (value % size + size) % size;
    return wrap(row, world.height) * world.width + wrap(column, world.width);
  }

  // playground/states.ts
  function coloursIn(snapshot, frame, torus) {
    const { state, channels, height, width } = snapshot;
    const colours = new Float32Array(frame.height * frame.width * 4);
    for (let row = 0; row < frame.height; row++) {
      const y5 = within(frame.top + row, height, torus);
      if (y5 < 0) continue;
      for (let column = 0; column < frame.width; column++) {
        const x4 = within(frame.left + column, width, torus);
        if (x4 < 0) continue;
        const from = (y5 * width + x4) * channels;
        const to = (row * frame.width + column) * 4;
        for (let channel = 0; channel < 4; channel++) colours[to + channel] = state[from + channel];
      }
    }
    return colours;
  }
  function stamped(snapshot, { picture, species, radius }, place, torus) {
    const { channels, height, width } = snapshot;
    const result = { ...snapshot, state: snapshot.state.slice(), species: snapshot.species.slice() };
    const { top, left } = frameAround(picture, place);
    for (let row = 0; row < picture.height; row++) {
      const y5 = within(top + row, height, torus);
      for (let column = 0; column < picture.width; column++) {
        const x4 = within(left + column, width, torus);
        const from = 4 * (row * picture.width + column);
        const colours = picture.values.subarray(from, from + 4);
        const far = Math.hypot(fromMiddle(row, picture.height), fromMiddle(column, picture.width)) > radius;
        if (y5 < 0 || x4 < 0 || far || !colours.some((value) => value !== 0)) continue;
        const cell2 = y5 * width + x4;
        result.state.fill(0, cell2 * channels, (cell2 + 1) * channels);
        result.state.set(colours, cell2 * channels);
        result.species[cell2] = species;
      }
    }
    return result;
  }
  function cleared(snapshot, organism, species, place, torus) {
    const { channels, height, width } = snapshot;
    const result = { ...snapshot, state: snapshot.state.slice(), species: snapshot.species.slice() };
    const frame = frameAround(organism, place);
    for (let row = 0; row < frame.height; row++) {
      const y5 = within(frame.top + row, height, torus);
      for (let column = 0; column < frame.width; column++) {
        const x4 = within(frame.left + column, width, torus);
        if (y5 < 0 || x4 < 0) continue;
        const cell2 = y5 * width + x4;
        result.state.fill(0, cell2 * channels, (cell2 + 1) * channels);
        result.species[cell2] = species;
      }
    }
    return result;
  }
  function fromMiddle(index, size) {
    const half = Math.floor(size / 2);
    return size > 1 ? -half + 2 * half * index / (size - 1) : -half;
  }
  function within(index, size, torus) {
    if (torus) return (index % size + size) % size;
    return index >= 0 && index < size ? index : -1;
  }
  function plantingPlaces(count2, { height, width }) {
    const columns = Math.min(Math.ceil(Math.sqrt(count2 * width / height)), count2);
    const rows2 = Math.ceil(count2 / columns);
    return Array.from({ length: count2 }, (_3, index) => ({
      row: Math.floor((Math.floor(index / columns) + 0.5) * height / rows2),
      column: Math.floor((index % columns + 0.5) * width / columns)
    }));
  }
  function moved(snapshot, world, down, across) {
    const { channels } = snapshot;
    const result = emptySnapshot(world, channels);
    for (let row = 0; row < snapshot.height; row++) {
      const y5 = row + down;
      if (y5 < 0 || y5 >= world.height) continue;
      for (let column = 0; column < snapshot.width; column++) {
        const x4 = column + across;
        if (x4 < 0 || x4 >= world.width) continue;
        const from = row * snapshot.width + column;
        const to = y5 * world.width + x4;
        result.species[to] = snapshot.species[from];
        result.state.set(snapshot.state.subarray(from * channels, (from + 1) * channels), to * channels);
      }
    }
    return { ...result, step: snapshot.step };
  }
  function towardsMiddle(from, to, side = 1) {
    return {
      down: wholeBlocks(Math.floor(to.height / 2) - Math.floor(from.height / 2), side),
      across: wholeBlocks(Math.floor(to.width / 2) - Math.floor(from.width / 2), side)
    };
  }
  function emptiestPlace(snapshot) {
    const { height, width, channels, state } = snapshot;
    const block = 8;
    const [rows2, columns] = [Math.ceil(height / block), Math.ceil(width / block)];
    const life = new Float32Array(rows2 * columns);
    for (let cell2 = 0; cell2 < height * width; cell2++) {
      const at = Math.floor(Math.floor(cell2 / width) / block) * columns + Math.floor(cell2 % width / block);
      if (state[cell2 * channels + 3] > 0.1) life[at]++;
    }
    let best = { row: height >> 1, column: width >> 1 };
    let least = Infinity;
    for (let row = 2; row < rows2 - 2; row++) {
      for (let column = 2; column < columns - 2; column++) {
        let sum = 0;
        for (let near = 0; near < 25; near++)
          sum += life[(row + Math.floor(near / 5) - 2) * columns + column + near % 5 - 2];
        sum += Math.hypot(row - rows2 / 2, column - columns / 2) / 1e3;
        if (sum < least) {
          least = sum;
          best = { row: row * block + block / 2, column: column * block + block / 2 };
        }
      }
    }
    return best;
  }
  function sideFor(count2, organism, sides, current) {
    const needed = Math.ceil(Math.sqrt(count2)) * Math.min(Math.max(organism.height, organism.width), 64);
    return Math.max(current, sides.find((side) => side >= needed) ?? sides[sides.length - 1]);
  }

  // playground/planting.ts
  function plant(life, store, species, at) {
    const { organism } = life.organisms[species];
    const place = amongBlocks(organism, at, store.world.value);
    const picture = life.measure.pictureOf(species);
    const { startRadius } = organism;
    if (startRadius !== null && picture !== null) {
      stamp(life, store, (before) => before, { picture, species, radius: startRadius }, place);
      return;
    }
    const region = seedRegion(organism, store.world.value, place, store.boundary.value);
    life.homes[species] = place;
    life.with((engine) => engine.paint(region, { kind: "seed", species }));
  }
  function roomFor(organism, count2, before, first) {
    const largest = Math.max(before.height, before.width);
    const side = Math.min(sideFor(count2, organism, WORLD_SIDES, largest), LARGEST_SIDE2);
    const block = blockSide(organism);
    if (side <= largest) {
      const world2 = { height: before.height, width: before.width };
      return { world: world2, ...towardsMiddle(before, world2, block), place: null };
    }
    const world = { height: side, width: side };
    if (count2 !== 2) return { world, ...towardsMiddle(before, world, block), place: null };
    const places = plantingPlaces(count2, world);
    const { down, across } = first === null ? towardsMiddle(before, world, block) : {
      down: wholeBlocks(places[0].row - first.row, block),
      across: wholeBlocks(places[0].column - first.column, block)
    };
    return { world, down, across, place: places[1] };
  }
  function infect(life, store, specimen2) {
    return life.enqueue(async () => {
      const picture = await targetGrid(specimen2.organism);
      if (picture === null) throw new Error(`${specimen2.name} has no picture in its file.`);
      const species = store.species.value;
      const middle = plantingPlaces(1, store.world.value)[0];
      life.remember();
      const emptied2 = (before) => ({ ...emptySnapshot(before, before.channels), step: before.step });
      const place = life.homes[species] ?? amongBlocks(life.organisms[species].organism, middle, store.world.value);
      stamp(life, store, emptied2, { picture, species, radius: Infinity }, place);
    });
  }
  function stamp(life, store, prepared, what, place) {
    life.homes[what.species] = place;
    const torus = store.boundary.value === "torus";
    life.replace((before) => stamped(prepared(before), what, place, torus));
  }

  // playground/tour.ts
  var GROWN = 60;
  var HEALED = 150;
  var WHOLE = -2;
  var PATIENCE = 600;
  var TURNED = 20;
  var REST = 600;
  var FIRST_HIDDEN = 4;
  function showWorld({ section, drawer }) {
    section.value = null;
    drawer.value = false;
  }
  function regrown({ stepCount }) {
    let [last, anew] = [stepCount.peek(), false];
    return () => {
      anew ||= stepCount.value < last;
      last = stepCount.value;
      return anew && last >= GROWN;
    };
  }
  var STEPS = [
    {
      text: "It grows from a single cell. Press the round arrow below the world and watch.",
      begin: regrown
    },
    {
      text: "Cut it: drag across it with the eraser.",
      begin: ({ wounds, stepCount }) => {
        const before = stepCount.peek();
        return () => wounds.value.some((step) => step >= before);
      }
    },
    {
      text: "It heals by itself, although no cell sees the whole picture. Wait, and watch the error fall.",
      begin: ({ wounds, stepCount, healing }) => {
        return () => {
          const since = stepCount.value - Math.max(0, ...wounds.value);
          return since > PATIENCE || since > HEALED && (healing.value ?? WHOLE) <= WHOLE;
        };
      }
    },
    {
      text: "Turn the rotation dial by a large angle: it grows again, rotated, since the dial sets the directions that its cells perceive.",
      section: "senses",
      begin: (store, life) => {
        const turned2 = y3(false);
        let [waiting, grownAt] = [0, store.turn.peek()];
        return () => {
          const angle = store.turn.value;
          clearTimeout(waiting);
          if (angle !== grownAt && Math.abs(angle) >= TURNED) {
            waiting = window.setTimeout(() => {
              grownAt = angle;
              life.reset();
              showWorld(store);
              turned2.value = true;
            }, REST);
          }
          return turned2.value;
        };
      }
    },
    {
      text: "Choose a hidden channel. The meaning of these numbers is learned, not designed; the cells communicate through them.",
      section: "view",
      begin: (store) => () => {
        const { value } = store.look;
        if (value.kind !== "channel" || value.channel < FIRST_HIDDEN) return false;
        showWorld(store);
        return true;
      }
    }
  ];
  var LAST = {
    text: "Now grow your own: “blastema play” opens this page with a drawing board.",
    begin: () => () => false
  };
  var Tour = class {
    constructor(store, life) {
      this.store = store;
      this.life = life;
    }
    /** The step that is shown, from 0; null outside the tour. */
    at = y3(null);
    /** Whether it has been done. */
    done = y3(false);
    /** How it ends. */
    last = LAST;
    #stop = () => {
    };
    get steps() {
      return [...STEPS, this.last];
    }
    /** Shows a step; beyond the last one, and for null, the tour ends. */
    go(at) {
      const { store } = this;
      const step = at === null ? void 0 : this.steps[at];
      this.#stop();
      this.done.value = false;
      this.at.value = step === void 0 ? null : at;
      if (at === null || at === 0 || step === void 0 || step === this.last) {
        if (store.turn.peek() !== 0) {
          store.turn.value = 0;
          this.life.reset();
        }
        store.look.value = { kind: "colour" };
      }
      store.hint.value = null;
      store.section.value = step?.section ?? null;
      store.drawer.value = step?.section !== void 0;
      if (step === void 0) return;
      const isDone = step.begin(store, this.life);
      this.#stop = x3(() => {
        if (isDone()) this.done.value = true;
      });
    }
  };

  // playground/wounding.ts
  var WOUNDS = ["bottom", "top", "right", "left", "centre", "scatter", "noise"];
  var PARENT_WOUNDS = ["forget", "exchange"];
  var WOUND_NAMES = {
    bottom: "Cut off the bottom half",
    top: "Cut off the top half",
    right: "Cut off the right half",
    left: "Cut off the left half",
    centre: "Cut out the centre",
    scatter: "Erase scattered cells",
    noise: "Add noise to all cells",
    forget: "Remove the parents of the left half, not its cells",
    exchange: "Exchange the parents of the left half and of the right half"
  };
  var SCATTERED = 0.35;
  var NOISE = 0.5;
  function wound(store, life, kind) {
    const chosen = store.current.value;
    const before = life.read();
    if (chosen === null || before === null) return;
    const { height, width } = store.world.value;
    const home = life.homes[store.species.value] ?? { row: height >> 1, column: width >> 1 };
    const edge = store.boundary.value;
    life.remember();
    life.measure.wounded(before, chosen.organism, home, edge === "torus");
    const frame = frameAround(chosen.organism, home);
    const { parents } = chosen.organism;
    if (kind === "noise") life.replace((snapshot) => shaken(snapshot, frame, edge, store.seed.value));
    else if (kind === "forget" || kind === "exchange") {
      const change = kind === "forget" ? withoutParents : exchangedParents;
      if (parents !== null) life.replace((snapshot) => change(snapshot, parents, frame, edge));
    } else {
      const region = kind === "scatter" ? scatter(before, SCATTERED, store.seed.value + before.step >>> 0, frame, edge) : cut(before, kind, frame, edge);
      life.draw(region, { kind: "erase" });
    }
    store.spoken.value = `${WOUND_NAMES[kind]}: done at step ${before.step}.`;
    store.hint.value = null;
  }
  function shaken(snapshot, frame, edge, seed) {
    const { height, width, channels, step } = snapshot;
    const region = scatter(snapshot, 1, 0, frame, edge);
    const state = snapshot.state.slice();
    for (let cell2 = 0; cell2 < height * width; cell2++) {
      if (region[cell2] === 0) continue;
      const from = cell2 * channels;
      if (!snapshot.state.subarray(from, from + channels).some((value) => value !== 0)) continue;
      const [row, column] = [Math.floor(cell2 / width), cell2 % width];
      for (let channel = 0; channel < channels; channel++) {
        state[from + channel] += NOISE * noiseValue(column, row, channel, step, seed);
      }
    }
    return { ...snapshot, state };
  }

  // playground/actions.ts
  var FIRST_HINT = "Drag across it to wound it";
  function calm() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }
  var Actions = class {
    constructor(store, life) {
      this.store = store;
      this.life = life;
      this.recorder = new Recorder(store, life);
      this.tour = new Tour(store, life);
    }
    stage = null;
    address = null;
    /** Asked first about files that are opened: true if it takes one. */
    takes = () => false;
    /** Ids of organisms that a link cannot name, since the page does not contain them when it is opened again. */
    #foreign = /* @__PURE__ */ new Set();
    recorder;
    tour;
    dispose() {
      this.tour.go(null);
      this.recorder.stop();
      this.address?.dispose();
      this.life.dispose();
    }
    /** A world with this organism alone, from its seed, on a grid not smaller than its own. */
    choose(specimen2) {
      const { organism } = specimen2;
      const { height, width } = this.store.world.value;
      const roomy = height >= organism.height && width >= organism.width;
      const world = roomy && this.life.organisms.length === 1 ? { height, width } : organism;
      this.store.species.value = 0;
      this.store.fireRate.value = organism.physics.fireRate;
      this.store.boundary.value = organism.physics.boundary;
      this.store.signals.value = [];
      this.store.traced.value = null;
      this.store.section.value = null;
      void this.life.begin({
        specimens: [specimen2],
        world: { height: world.height, width: world.width },
        snapshot: null
      });
      const begins = organism.startRadius === null ? "grows from its seed" : "starts as its picture";
      this.store.spoken.value = `${specimen2.name} ${begins}.`;
      this.play();
    }
    /** Changes the signal of the organism in use to another of its pictures, while it lives. */
    become({ target, signal }) {
      const { signals, species, wounds, stepCount } = this.store;
      signals.value = signals.value.map((told, index) => index === species.value ? signal : told);
      wounds.value = [...wounds.value.filter((step) => step < stepCount.value), stepCount.value].slice(-32);
      this.store.spoken.value = `It turns into ${target.name}.`;
      this.play();
    }
    add(specimen2) {
      void this.life.add(specimen2);
      this.store.spoken.value = `${specimen2.name} was added to this world.`;
      this.play();
    }
    /** Replaces the world by another organism's picture, which continues by the rule in use. */
    infect(specimen2) {
      void infect(this.life, this.store, specimen2).then(() => this.play());
      this.store.spoken.value = `The picture of ${specimen2.name} is taken over.`;
    }
    open(file) {
      if (this.takes(file)) return;
      void this.life.enqueue(async () => {
        const specimen2 = await openFile(file, this.store.library.value);
        this.store.library.value = [...this.store.library.value, specimen2];
        this.takeIn(specimen2);
        this.choose(specimen2);
      });
    }
    /** For an organism of a file, or made in the page: notes that it is not part of the page itself. */
    takeIn({ id }) {
      this.#foreign.add(id);
    }
    /** Starts with the world of a link, or the default; ``kept`` is its state, if the browser has kept it. */
    async follow(fragment, kept = null) {
      const library = this.store.library.value;
      if (library.length === 0) return;
      const { settings, specimens, snapshot, steps } = await openFragment(this.store, fragment, library, kept);
      this.store.apply(calm() ? { ...settings, playing: false } : settings);
      await this.life.begin({ specimens, world: { height: settings.height, width: settings.width }, snapshot, steps });
      if (this.stage !== null) this.stage.place = settings.place;
    }
    play(playing = true) {
      this.store.playing.value = playing;
      if (playing && this.store.hint.value !== FIRST_HINT) this.store.hint.value = null;
      this.life.wake();
    }
    wound(kind) {
      wound(this.store, this.life, kind);
    }
    resize(side) {
      void this.life.resize({ height: side, width: side });
    }
    seed(text2) {
      const value = Number(text2);
      if (text2 === "" || !Number.isInteger(value) || value < 0 || value > 4294967295) {
        this.store.say("The random seed must be a whole number from 0 to 4294967295.", "error");
        return;
      }
      this.store.seed.value = value;
    }
    newSeed() {
      this.store.seed.value = crypto.getRandomValues(new Uint32Array(1))[0] % 1e6;
      this.life.reset();
      this.store.spoken.value = `Restarted with random seed ${this.store.seed.value}.`;
    }
    engine(wish) {
      this.store.engineWish.value = wish;
      void this.life.switchEngine().then(() => {
        if (wish !== "auto" && this.store.engineKind.value !== wish)
          this.store.say(`${wish} cannot run here; the reason is shown below Engine.`);
      });
    }
    /** Copies the address, as a link to the present state, to the clipboard. */
    async share() {
      if (this.address === null) return;
      const whole3 = await this.address.write(true);
      const framed = window.parent !== window;
      const alone = "A page inside another one has no link. To send an organism: blastema export --to html.";
      if (framed && !location.protocol.startsWith("http")) return this.store.say(alone);
      const link = location.href.replace(/#.*$/, "") + this.address.written;
      const state = whole3 ? "" : " The state is too large for a link, so the link starts from the seed.";
      const rest = state + this.#whereItWorks();
      try {
        await navigator.clipboard.writeText(link);
        this.store.say(`Link copied.${rest}`);
      } catch {
        this.store.say(framed ? alone : `The link is in the address bar; copy it from there.${rest}`);
      }
    }
    /** Where a link does not work; empty if it works everywhere. */
    #whereItWorks() {
      const foreign = this.store.living.value.find(({ id }) => this.#foreign.has(id));
      if (foreign !== void 0) return ` It works only while this page is open: ${foreign.name} was added to the page and is not part of it.`;
      if (location.protocol === "file:") return " It works only with this file: send the file as well.";
      const here = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
      return here ? " It works only on this computer, while the page is served. To send an organism: blastema export --to html." : "";
    }
    brushStep(by) {
      const sizes = BRUSH_SIZES;
      const now = this.store.brush.value;
      const next = by > 0 ? sizes.find((size) => size > now) : [...sizes].reverse().find((size) => size < now);
      if (next === void 0) return;
      this.store.setBrush(next);
      this.store.spoken.value = `Brush of ${next} ${next === 1 ? "cell" : "cells"}`;
    }
    nextLook() {
      const organism = this.store.current.value?.organism;
      if (organism === void 0) return;
      const all = looks(organism);
      const at = all.findIndex(({ look }) => lookKey(look) === lookKey(this.store.look.value));
      const next = all[(at + 1) % all.length];
      this.store.look.value = next.look;
      this.store.spoken.value = `View: ${next.name}`;
    }
    close() {
      if (this.store.helping.value) this.store.helping.value = false;
      else if (this.store.section.value !== null) this.store.section.value = null;
      else if (this.store.drawer.value) this.store.drawer.value = false;
      else this.store.traced.value = null;
    }
    run(command) {
      switch (command.kind) {
        case "play":
          return this.play(!this.store.playing.value);
        case "step":
          return this.life.step();
        case "reset":
          return this.life.reset();
        case "undo":
          return this.life.undo();
        case "redo":
          return this.life.redo();
        case "help":
          this.store.helping.value = !this.store.helping.value;
          return;
        case "smaller":
          return this.brushStep(-1);
        case "larger":
          return this.brushStep(1);
        case "zoom in":
          return this.stage?.zoom(1.5);
        case "zoom out":
          return this.stage?.zoom(1 / 1.5);
        case "fit":
          return this.stage?.fit();
        case "share":
          return void this.share();
        case "next look":
          return this.nextLook();
        case "close":
          return this.close();
        case "tool":
          this.store.tool.value = command.tool;
          this.store.spoken.value = `Tool: ${command.tool}`;
      }
    }
  };

  // node_modules/preact/jsx-runtime/dist/jsxRuntime.module.js
  var f4 = 0;
  function u4(e4, t4, n3, o4, i4, u5) {
    t4 || (t4 = {});
    var a4, c4, p5 = t4;
    if ("ref" in p5) for (c4 in p5 = {}, t4) "ref" == c4 ? a4 = t4[c4] : p5[c4] = t4[c4];
    var l4 = { type: e4, props: p5, key: n3, ref: a4, __k: null, __: null, __b: 0, __e: null, __c: null, constructor: void 0, __v: --f4, __i: -1, __u: 0, __source: i4, __self: u5 };
    if ("function" == typeof e4 && (a4 = e4.defaultProps)) for (c4 in a4) void 0 === p5[c4] && (p5[c4] = a4[c4]);
    return l.vnode && l.vnode(l4), l4;
  }

  // playground/icons.tsx
  var PATHS = {
    erase: "M4 12.5 11 5.5a1.5 1.5 0 0 1 2.1 0l2.4 2.4a1.5 1.5 0 0 1 0 2.1L9.5 16H7zM8 8.5l4.5 4.5M6 16h10",
    seed: "M10 17V9M10 11c-4 0-5.5-2.5-5.5-5.5C8.5 5.5 10 7.5 10 11zM10 9c0-3.5 2-5.5 5.5-5.5C15.5 7 13.5 9 10 9z",
    colour: "M10 3c3 3.6 4.7 6 4.7 8.5a4.7 4.7 0 0 1-9.4 0C5.3 9 7 6.6 10 3zM8 12.5a2.2 2.2 0 0 0 2 2",
    species: "M6.5 3c0 5 7 5 7 9.5 0 2-1 3.5-2.5 4.5M13.5 3c0 5-7 5-7 9.5 0 2 1 3.5 2.5 4.5M7.5 5h5M7.5 14h5M8.5 9.5h3",
    inspect: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4M9 7v4M7 9h4",
    pan: "M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2",
    play: "M7 4.5v11l9-5.5z",
    pause: "M7 5v10M13 5v10",
    step: "M5 5v10l7-5zM15 5v10",
    reset: "M5 6.5A6.2 6.2 0 1 1 4 11M5 3v4h4",
    undo: "M7 5 3.5 8.5 7 12M4 8.5h7.5a4 4 0 0 1 0 8H9",
    redo: "M13 5l3.5 3.5L13 12M16 8.5H8.5a4 4 0 0 0 0 8H11",
    plus: "M10 4v12M4 10h12",
    minus: "M4 10h12",
    fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
    link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
    camera: "M3.5 6.5h3L8 4.5h4l1.5 2h3v9h-13zM10 8.2a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2z",
    sun: "M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4",
    moon: "M15.5 12A6.5 6.5 0 0 1 8 4.5a6.5 6.5 0 1 0 7.5 7.5z",
    help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1 1-1.1 1.9M10 14.5v.2",
    tour: "M5 17V3.5M5 4h10l-2.5 3.5L15 11H5",
    panel: "M4 6h12M4 10h12M4 14h12M8 4.5v3M13 8.5v3M6.5 12.5v3",
    close: "M5 5l10 10M15 5 5 15",
    open: "M3.5 15.5v-11h4.5l1.5 2h7v9zM10 13.5v-4.5M8 11l2-2 2 2",
    stop: "M6 6h8v8H6z",
    noise: "M4 5h.01M9 4h.01M14 6h.01M6 9h.01M11 9.5h.01M16 10h.01M4 13h.01M9 14h.01M14 14.5h.01M6.5 16.5h.01M12 17h.01",
    forget: "M4 4h5v5H4zM11.5 4.5h5v5h-5zM11.5 11.5h5v5h-5zM4 12h.01M8.5 12h.01M4 16.5h.01M8.5 16.5h.01",
    exchange: "M4 7h12M13 4l3 3-3 3M16 13H4M7 10l-3 3 3 3",
    scatter: "M4 4h3v3H4zM13 5h2v2h-2zM9 9h3v3H9zM4 13h2v2H4zM14 13h3v3h-3z"
  };
  function Icon({ name, filled = false }) {
    return /* @__PURE__ */ u4(
      "svg",
      {
        class: `icon${filled ? " filled" : name === "noise" ? " dots" : ""}`,
        viewBox: "0 0 20 20",
        "aria-hidden": "true",
        focusable: "false",
        children: /* @__PURE__ */ u4("path", { d: PATHS[name] })
      }
    );
  }
  function CutIcon({ part }) {
    const kept = {
      bottom: "M4 10V4h12v6z",
      top: "M4 10v6h12v-6z",
      right: "M10 4H4v12h6z",
      left: "M10 4h6v12h-6z",
      centre: "M4 4h12v12H4zM8 8v4h4V8z"
    }[part];
    return /* @__PURE__ */ u4("svg", { class: "icon cut", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false", children: [
      /* @__PURE__ */ u4("path", { class: "whole", d: "M4 4h12v12H4z" }),
      /* @__PURE__ */ u4("path", { class: "kept", "fill-rule": "evenodd", d: kept })
    ] });
  }

  // playground/controls.tsx
  function IconButton({
    icon,
    label,
    word,
    shortcut,
    pressed,
    disabled = false,
    filled = false,
    ...rest
  }) {
    return /* @__PURE__ */ u4(
      "button",
      {
        type: "button",
        class: `icon-button ${word === void 0 ? "" : "worded"} ${rest.class ?? ""}`,
        "aria-label": label,
        title: shortcut === void 0 ? label : `${label} (${shortcut})`,
        ...pressed === void 0 ? {} : { "aria-pressed": pressed },
        ...shortcut === void 0 ? {} : { "aria-keyshortcuts": shortcut },
        disabled,
        onClick: rest.onClick,
        children: [
          /* @__PURE__ */ u4(Icon, { name: icon, filled }),
          word !== void 0 && /* @__PURE__ */ u4("span", { class: "word", children: word })
        ]
      }
    );
  }
  function Choice({ label, options, value, onChange, ...rest }) {
    return /* @__PURE__ */ u4("div", { class: `choice ${rest.class ?? ""}`, role: "group", "aria-label": label, children: options.map((option) => /* @__PURE__ */ u4(
      "button",
      {
        type: "button",
        "aria-pressed": option.value === value,
        "aria-label": option.name,
        title: option.name,
        onClick: () => onChange(option.value),
        children: option.text
      },
      option.value
    )) });
  }
  function Slider({ label, value, low, high, step, shown, spoken, onInput }) {
    return /* @__PURE__ */ u4("label", { class: "slider", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: label }),
      /* @__PURE__ */ u4("output", { children: shown }),
      /* @__PURE__ */ u4(
        "input",
        {
          type: "range",
          "aria-label": label,
          "aria-valuetext": spoken ?? shown,
          min: low,
          max: high,
          step,
          value,
          onInput: (event) => onInput(event.currentTarget.valueAsNumber)
        }
      )
    ] });
  }
  var DIAL_KEYS = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: 15,
    PageDown: -15
  };
  function Dial({ label, value, onInput }) {
    const held = A2(null);
    const degreesAt = (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      const [x4, y5] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
      return Math.atan2(-y5, x4) * 180 / Math.PI;
    };
    const turnTo = (degrees) => {
      const near = Math.round(degrees / 15) * 15;
      onInput(wrapDegrees(Math.abs(degrees - near) < 2.5 ? near : Math.round(degrees)));
    };
    const onKeyDown = (event) => {
      const change = DIAL_KEYS[event.key];
      if (change === void 0 && event.key !== "Home") return;
      event.preventDefault();
      onInput(change === void 0 ? 0 : wrapDegrees(value + change * (event.shiftKey ? 15 : 1)));
    };
    return /* @__PURE__ */ u4(
      "div",
      {
        class: "dial",
        role: "slider",
        tabIndex: 0,
        "aria-label": label,
        "aria-valuemin": 0,
        "aria-valuemax": 359,
        "aria-valuenow": value,
        "aria-valuetext": turnWords(value),
        title: `${label}: ${turnWords(value)}. Drag to turn, double-click for 0.`,
        onKeyDown,
        onDblClick: () => onInput(0),
        onPointerDown: (event) => {
          event.preventDefault();
          event.currentTarget.focus({ preventScroll: true });
          event.currentTarget.setPointerCapture(event.pointerId);
          held.current = degreesAt(event) - value;
        },
        onPointerMove: (event) => {
          if (held.current !== null) turnTo(degreesAt(event) - held.current);
        },
        onPointerUp: () => held.current = null,
        onPointerCancel: () => held.current = null,
        children: /* @__PURE__ */ u4("svg", { viewBox: "-50 -50 100 100", "aria-hidden": "true", focusable: "false", children: [
          /* @__PURE__ */ u4("circle", { class: "rim", r: "44" }),
          Array.from({ length: 24 }, (_3, index) => /* @__PURE__ */ u4(
            "path",
            {
              class: index % 6 === 0 ? "tick strong" : "tick",
              d: "M0-44v5",
              transform: `rotate(${15 * index})`
            },
            index
          )),
          /* @__PURE__ */ u4("g", { transform: `rotate(${-value})`, children: [
            /* @__PURE__ */ u4("path", { class: "needle", d: "M0-22V-36" }),
            /* @__PURE__ */ u4("circle", { class: "knob", cy: "-36", r: "5" })
          ] }),
          /* @__PURE__ */ u4("text", { y: "5", "text-anchor": "middle", children: [
            value > 180 ? 360 - value : value,
            "°"
          ] }),
          value !== 0 && value !== 180 && /* @__PURE__ */ u4("text", { class: "way", y: "24", "text-anchor": "middle", children: value < 180 ? "↺" : "↻" })
        ] })
      }
    );
  }
  function turnWords(value) {
    if (value === 0 || value === 180) return `${value} degrees`;
    return value < 180 ? `${value} degrees counter-clockwise` : `${360 - value} degrees clockwise`;
  }
  function wrapDegrees(degrees) {
    return (Math.round(degrees) % 360 + 360) % 360;
  }

  // playground/keys.ts
  var PLAIN = {
    " ": "play",
    ".": "step",
    r: "reset",
    z: "undo",
    "?": "help",
    "[": "smaller",
    "]": "larger",
    "+": "zoom in",
    "=": "zoom in",
    "-": "zoom out",
    "0": "fit",
    l: "share",
    v: "next look",
    Escape: "close"
  };
  function commandOf(key2, focus) {
    if (key2.altKey || focus === "text" && key2.key !== "Escape") return null;
    const letter = key2.key.length === 1 ? key2.key.toLowerCase() : key2.key;
    if (key2.ctrlKey || key2.metaKey) {
      if (letter === "z") return { kind: key2.shiftKey ? "redo" : "undo" };
      return letter === "y" ? { kind: "redo" } : null;
    }
    if (focus === "control" && letter === " ") return null;
    if (letter === "z" && key2.shiftKey) return { kind: "redo" };
    const tool = TOOLS[Number.parseInt(letter, 10) - 1];
    if (tool !== void 0 && /^[1-9]$/.test(letter)) return { kind: "tool", tool };
    const kind = Object.hasOwn(PLAIN, letter) ? PLAIN[letter] : void 0;
    return kind === void 0 ? null : { kind };
  }
  function cursorKeyOf(key2) {
    if (key2.ctrlKey || key2.metaKey || key2.altKey) return null;
    const far = key2.shiftKey ? 8 : 1;
    switch (key2.key) {
      case "ArrowUp":
        return { rows: -far, columns: 0 };
      case "ArrowDown":
        return { rows: far, columns: 0 };
      case "ArrowLeft":
        return { rows: 0, columns: -far };
      case "ArrowRight":
        return { rows: 0, columns: far };
      case "Enter":
        return "use";
      default:
        return null;
    }
  }
  var SHORTCUTS = [
    ["Space", "play or pause"],
    [".", "one step"],
    ["R", "reset"],
    ["Z, Shift Z", "undo, redo"],
    ["1 to 6", "erase, seed, paint, species, inspect, move"],
    ["[ and ]", "smaller, larger brush"],
    ["+, -, 0", "zoom in, zoom out, fit"],
    ["V", "next view"],
    ["L", "copy a link"],
    ["Arrows, Enter", "in the world: move the cursor, use the tool"],
    ["?", "this help"]
  ];

  // playground/context.ts
  var StoreContext = X(null);
  function useStore() {
    const store = x2(StoreContext);
    if (store === null) throw new Error("A component of the page stands outside of any playground.");
    return store;
  }

  // playground/panel.tsx
  var SECTION_NAMES = {
    organism: "Organism",
    wounds: "Wounds",
    senses: "Senses",
    view: "View",
    world: "World"
  };
  function Panel({ of, children }) {
    const store = useStore();
    const title = `title-${of}-${store.number}`;
    const panel = A2(null);
    const isOpen = store.section.value === of;
    h2(() => {
      if (isOpen) panel.current.scrollIntoView({ block: "nearest" });
    }, [isOpen]);
    return /* @__PURE__ */ u4("section", { ref: panel, class: "panel", "data-section": of, "data-open": isOpen, "aria-labelledby": title, children: [
      /* @__PURE__ */ u4("h2", { id: title, children: SECTION_NAMES[of] }),
      children
    ] });
  }

  // engine/plain/grid.ts
  var Grid = class {
    constructor(world, channels) {
      this.world = world;
      this.channels = channels;
      this.stride = world.width + 2;
      this.cells = this.stride * (world.height + 2);
      this.state = new Float32Array(this.cells * channels);
      this.species = new Uint8Array(this.cells);
      const s4 = this.stride;
      this.around = Int32Array.of(-s4 - 1, -s4, -s4 + 1, -1, 0, 1, s4 - 1, s4, s4 + 1);
      this.twin = Int32Array.from({ length: this.cells }, (_3, cell2) => {
        const row = Math.floor(cell2 / s4) - 1;
        const column = cell2 % s4 - 1;
        return this.at((row + world.height) % world.height, (column + world.width) % world.width);
      });
    }
    /** Width with the border. */
    stride;
    /** Cells with the border. */
    cells;
    /** [cells, channels], border included */
    state;
    /** [cells] */
    species;
    /** Distances to the eight neighbours and the cell itself, row by row. */
    around;
    /** For each cell of the border the one that it copies on a torus, for any other the cell itself. */
    twin;
    borderIsEmpty = true;
    /** The index of a cell of the world. */
    at(row, column) {
      return (row + 1) * this.stride + column + 1;
    }
    alpha(cell2) {
      return this.state[cell2 * this.channels + ALPHA];
    }
    /** The cell of an index: itself, its original on a torus, or -1 for the border of a world without wrapping. */
    real(cell2, boundary) {
      const twin = this.twin[cell2];
      return twin === cell2 || boundary === "torus" ? twin : -1;
    }
    /** Updates the border. */
    refreshBorder(boundary) {
      const { stride, cells } = this;
      if (boundary === "zero" && this.borderIsEmpty) {
        return;
      }
      this.borderIsEmpty = boundary === "zero";
      for (let cell2 = 0; cell2 < stride; cell2++) {
        this.refreshCell(cell2, boundary);
        this.refreshCell(cells - 1 - cell2, boundary);
      }
      for (let cell2 = stride; cell2 < cells - stride; cell2 += stride) {
        this.refreshCell(cell2, boundary);
        this.refreshCell(cell2 + stride - 1, boundary);
      }
    }
    refreshCell(cell2, boundary) {
      const { state, channels } = this;
      const from = this.twin[cell2] * channels;
      if (boundary === "torus") {
        state.copyWithin(cell2 * channels, from, from + channels);
        this.species[cell2] = this.species[this.twin[cell2]];
      } else {
        state.fill(0, cell2 * channels, (cell2 + 1) * channels);
      }
    }
    clearCell(cell2) {
      this.state.fill(0, cell2 * this.channels, (cell2 + 1) * this.channels);
    }
    /** Whether some channel of the cell is not 0; NaN is not. */
    isOccupied(cell2) {
      for (let at = cell2 * this.channels; at < (cell2 + 1) * this.channels; at++) {
        if (this.state[at] !== 0) {
          return true;
        }
      }
      return false;
    }
    /** The world's cells from an array [height, width, values per cell], into one with the border. */
    writeInto(bordered, values) {
      this.eachRow(bordered.length / this.cells, (inner, outer, length) => {
        bordered.set(values.subarray(inner, inner + length), outer);
      });
    }
    /** The reverse of `writeInto`. */
    readFrom(bordered, values) {
      this.eachRow(bordered.length / this.cells, (inner, outer, length) => {
        values.set(bordered.subarray(outer, outer + length), inner);
      });
      return values;
    }
    eachRow(size, copy) {
      const { height, width } = this.world;
      for (let row = 0; row < height; row++) {
        copy(row * width * size, this.at(row, 0) * size, width * size);
      }
    }
  };

  // engine/plain/cells.ts
  var CellSet = class {
    list;
    count = 0;
    /** The round in which a cell was last added. */
    added;
    round = 1;
    constructor(cells) {
      this.list = new Int32Array(cells);
      this.added = new Int32Array(cells);
    }
    clear() {
      this.count = 0;
      this.round++;
    }
    add(cell2) {
      if (this.added[cell2] !== this.round) {
        this.added[cell2] = this.round;
        this.list[this.count++] = cell2;
      }
    }
    has(cell2) {
      return this.added[cell2] === this.round;
    }
  };

  // engine/plain/fire.ts
  var Fire = class {
    /** @param stride width of the grid with its border */
    constructor(organism, stride) {
      this.stride = stride;
      this.perChannel = organism.physics.firePer === "channel";
      this.channels = organism.channels;
    }
    /** Whether each channel fires independently. */
    perChannel;
    channels;
    threshold = 0;
    time = 0;
    seed = 0;
    begin(settings, time) {
      this.threshold = fireThreshold(settings.fireRate);
      this.seed = settings.seed >>> 0;
      this.time = time;
    }
    /** Whether a cell fires, or any of its channels. */
    cell(cell2) {
      if (!this.perChannel) {
        return this.below(cell2, this.seed);
      }
      for (let channel = 0; channel < this.channels; channel++) {
        if (this.below(cell2, channelSeed(this.seed, channel))) {
          return true;
        }
      }
      return false;
    }
    /** Whether a channel of a firing cell does. */
    channel(cell2, channel) {
      return !this.perChannel || this.below(cell2, channelSeed(this.seed, channel));
    }
    below(cell2, seed) {
      const row = Math.floor(cell2 / this.stride) - 1;
      return fireValue(cell2 % this.stride - 1, row, this.time, seed) < this.threshold;
    }
  };

  // engine/plain/dense.ts
  var BLOCK = 4;
  var Layers = class {
    /** [features, BLOCK], to be written before `think`. */
    features;
    stepSize;
    replacing;
    limit;
    activation;
    channels;
    layers;
    /** Two buffers [widest layer, BLOCK] that layers read from and write to in turn; the first has the features. */
    buffers;
    /** @param told the first layer's last inputs, which are no features */
    constructor({ channels, layers: layers2, update, physics }, told = 0) {
      this.stepSize = Math.fround(physics.stepSize);
      this.replacing = update.kind === "replacing";
      this.limit = physics.clamp > 0 ? Math.fround(physics.clamp) : Infinity;
      this.activation = update.activation;
      this.channels = channels;
      this.layers = layers2.map((layer, index) => transposed(layer, index === 0 ? layer.inputs - told : layer.inputs));
      const widest = Math.max(...layers2.map((layer) => Math.max(layer.inputs, layer.outputs)));
      this.buffers = [new Float64Array(widest * BLOCK), new Float64Array(widest * BLOCK)];
      this.features = this.buffers[0];
    }
    /** The first layer's bias, which may be written to. */
    get bias() {
      return this.layers[0].bias;
    }
    /** The new value of a channel that fires, not yet rounded, from the rule's output. */
    moved(before, asked) {
      const { stepSize, limit } = this;
      const value = this.replacing ? (1 - stepSize) * before + stepSize / (1 + Math.exp(-asked)) : before + stepSize * asked;
      return value > limit ? limit : value < -limit ? -limit : value;
    }
    /**
     * All layers on the features of a block; the buffer that has the last layer's outputs.
     *
     * @param only the only channel to compute, or -1
     */
    think(only) {
      const { activation } = this;
      const last = this.layers.length - 1;
      for (let index = 0; index < last; index++) {
        const layer = this.layers[index];
        const hidden = this.buffers[(index + 1) % 2];
        dense(layer, 0, layer.outputs, this.buffers[index % 2], hidden, activation === "relu");
        if (activation !== "relu") {
          bend(hidden, layer.outputs * BLOCK, activation === "atan" ? Math.atan : Math.tanh);
        }
      }
      const [input, output] = [this.buffers[last % 2], this.buffers[(last + 1) % 2]];
      const [from, to] = only < 0 ? [0, this.channels] : [only, only + 1];
      dense(this.layers[last], from, to, input, output, false);
      return output;
    }
  };
  function transposed(layer, used) {
    const { outputs: outputs2, bias } = layer;
    const weight = new Float64Array(used * outputs2);
    for (let input = 0; input < used; input++) {
      for (let output = 0; output < outputs2; output++) {
        weight[output * used + input] = layer.weight[input * outputs2 + output];
      }
    }
    return { inputs: used, outputs: outputs2, weight, bias: Float64Array.from(bias) };
  }
  function bend(values, count2, activation) {
    for (let i4 = 0; i4 < count2; i4++) {
      values[i4] = activation(values[i4]);
    }
  }
  function dense(layer, from, to, input, output, rectify) {
    const { inputs, weight, bias } = layer;
    const end = inputs * BLOCK;
    for (let j4 = from; j4 < to; j4 += 2) {
      const second = j4 + 1 < to ? j4 + 1 : j4;
      let sum0 = bias[j4];
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      let other0 = bias[second];
      let other1 = other0;
      let other2 = other0;
      let other3 = other0;
      let w5 = j4 * inputs;
      let v4 = second * inputs;
      for (let i4 = 0; i4 < end; i4 += BLOCK) {
        const factor = weight[w5++];
        const otherFactor = weight[v4++];
        const value0 = input[i4];
        const value1 = input[i4 + 1];
        const value2 = input[i4 + 2];
        const value3 = input[i4 + 3];
        sum0 += factor * value0;
        sum1 += factor * value1;
        sum2 += factor * value2;
        sum3 += factor * value3;
        other0 += otherFactor * value0;
        other1 += otherFactor * value1;
        other2 += otherFactor * value2;
        other3 += otherFactor * value3;
      }
      writeBlock(output, (second - from) * BLOCK, rectify, other0, other1, other2, other3);
      writeBlock(output, (j4 - from) * BLOCK, rectify, sum0, sum1, sum2, sum3);
    }
  }
  function writeBlock(output, at, rectify, value0, value1, value2, value3) {
    output[at] = rectify && value0 < 0 ? 0 : value0;
    output[at + 1] = rectify && value1 < 0 ? 0 : value1;
    output[at + 2] = rectify && value2 < 0 ? 0 : value2;
    output[at + 3] = rectify && value3 < 0 ? 0 : value3;
  }

  // engine/plain/filtering.ts
  var Filtering = class {
    /**
     * @param learned kernels [N, 3, 3, channels]
     * @param channels filtered ones, the first of `stride`
     * @param stride channels of a cell
     */
    constructor(filters, learned, channels, stride) {
      this.filters = filters;
      this.channels = channels;
      this.stride = stride;
      this.count = filters.length + learned.length / (9 * channels);
      this.identity = Array.from({ length: this.count }, (_3, i4) => i4 < filters.length && isIdentity(filters[i4]));
      this.kernels = new Float64Array(this.count * channels * 9);
      learned.forEach((value, index) => {
        const [rest, channel] = [Math.floor(index / channels), index % channels];
        const filter = filters.length + Math.floor(rest / 9);
        this.kernels[(filter * channels + channel) * 9 + rest % 9] = value;
      });
    }
    count;
    /** For each filter, whether it is the identity. */
    identity;
    /** [filters, channels, 9] */
    kernels;
    angle = NaN;
    /** How many features it gives. */
    get features() {
      return this.count * this.channels;
    }
    /** Turns the gradients; the angle is in radians, all of it. */
    turn(angle) {
      if (angle === this.angle) {
        return;
      }
      this.angle = angle;
      this.filters.forEach((filter, index) => {
        const kernel = turnedTaps(filter, angle);
        for (let channel = 0; channel < this.channels; channel++) {
          this.kernels.set(kernel, (index * this.channels + channel) * 9);
        }
      });
    }
    /**
     * Writes one cell's features, filter-major, into a lane of [features, BLOCK].
     *
     * @param state [cells, stride] of a grid with a border, `width` cells wide with it
     */
    write(state, width, cell2, features2, lane) {
      const { channels, stride, count: count2, identity, kernels } = this;
      const row = width * stride;
      const middle = cell2 * stride;
      for (let channel = 0; channel < channels; channel++) {
        const at = middle + channel;
        const upperLeft = state[at - row - stride];
        const up = state[at - row];
        const upperRight = state[at - row + stride];
        const left = state[at - stride];
        const own2 = state[at];
        const right = state[at + stride];
        const lowerLeft = state[at + row - stride];
        const down = state[at + row];
        const lowerRight = state[at + row + stride];
        for (let filter = 0; filter < count2; filter++) {
          const feature = filter * channels + channel;
          const k4 = feature * 9;
          features2[feature * BLOCK + lane] = identity[filter] ? own2 : kernels[k4] * upperLeft + kernels[k4 + 1] * up + kernels[k4 + 2] * upperRight + kernels[k4 + 3] * left + kernels[k4 + 4] * own2 + kernels[k4 + 5] * right + kernels[k4 + 6] * lowerLeft + kernels[k4 + 7] * down + kernels[k4 + 8] * lowerRight;
        }
      }
    }
  };

  // engine/plain/parents.ts
  var ParentGrid = class {
    constructor(cells, { channels, factor }) {
      this.cells = cells;
      const { height, width } = cells.world;
      this.size = factor * factor;
      this.grid = new Grid({ height: height / factor, width: width / factor }, channels);
      this.sensed = new Float64Array(this.grid.cells * SENSED);
      this.of = new Int32Array(cells.cells);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          this.of[cells.at(row, column)] = this.grid.at(Math.floor(row / factor), Math.floor(column / factor));
        }
      }
    }
    /** The parents' states, with a border of their own. */
    grid;
    /** [parents with border, SENSED] */
    sensed;
    /** The parent of each cell, both with their borders. */
    of;
    size;
    /** The means of all blocks, of the cells as they are now. */
    refresh(boundary) {
      const { cells, grid, sensed, of, size } = this;
      const { height, width } = cells.world;
      const first = cells.channels - grid.channels;
      const sums = new Float64Array(grid.state.length);
      sensed.fill(0);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const cell2 = cells.at(row, column);
          const from = cell2 * cells.channels;
          const [to, into] = [of[cell2] * grid.channels, of[cell2] * SENSED];
          for (let channel = 0; channel < SENSED; channel++) {
            sensed[into + channel] += cells.state[from + channel] / size;
          }
          for (let channel = 0; channel < grid.channels; channel++) {
            sums[to + channel] += cells.state[from + first + channel] / size;
          }
        }
      }
      grid.state.set(sums);
      grid.refreshBorder(boundary);
    }
  };
  var ParentRule = class {
    constructor(organism, { channels, layers: layers2 }, parents) {
      this.parents = parents;
      const { filters } = organism.perception;
      this.filtering = new Filtering(filters, new Float32Array(0), channels, channels);
      this.layers = new Layers({ ...organism, channels, layers: layers2 });
      this.change = new Float64Array(parents.grid.cells * channels);
      this.known = new CellSet(parents.grid.cells);
    }
    filtering;
    layers;
    /** [parents with border, channels], valid for those in `known` */
    change;
    known;
    turn(angle) {
      this.filtering.turn(angle);
    }
    begin() {
      this.known.clear();
    }
    /** Writes the state of a cell's parent into a lane of features, from one of them on. */
    signal(cell2, features2, from, lane) {
      const { grid, of } = this.parents;
      for (let channel = 0; channel < grid.channels; channel++) {
        features2[(from + channel) * BLOCK + lane] = grid.state[of[cell2] * grid.channels + channel];
      }
    }
    /** Writes the output for the parents of cells into the cells' last channels of `result` [cells, channels]. */
    apply(cells, begin2, end, result, channels) {
      const { known: known2, change, parents } = this;
      const size = parents.grid.channels;
      const before = known2.count;
      for (let i4 = begin2; i4 < end; i4++) {
        known2.add(parents.of[cells[i4]]);
      }
      this.think(before);
      for (let i4 = begin2; i4 < end; i4++) {
        const from = parents.of[cells[i4]] * size;
        for (let channel = 0; channel < size; channel++) {
          result[i4 * channels + channels - size + channel] = change[from + channel];
        }
      }
    }
    /** The outputs for the parents that are known since `from`. */
    think(from) {
      const { known: known2, parents, filtering, layers: layers2, change } = this;
      const { grid, sensed } = parents;
      for (let first = from; first < known2.count; first += BLOCK) {
        const count2 = Math.min(BLOCK, known2.count - first);
        for (let lane = 0; lane < count2; lane++) {
          const parent = known2.list[first + lane];
          filtering.write(grid.state, grid.stride, parent, layers2.features, lane);
          for (let sense = 0; sense < SENSED; sense++) {
            layers2.features[(filtering.features + sense) * BLOCK + lane] = sensed[parent * SENSED + sense];
          }
        }
        const output = layers2.think(-1);
        for (let lane = 0; lane < count2; lane++) {
          for (let channel = 0; channel < grid.channels; channel++) {
            change[known2.list[first + lane] * grid.channels + channel] = output[channel * BLOCK + lane];
          }
        }
      }
    }
  };

  // engine/signal.ts
  function toldBias({ inputs, outputs: outputs2, weight, bias }, signal) {
    const told = Float64Array.from(bias);
    signal.forEach((value, i4) => {
      const row = (inputs - signal.length + i4) * outputs2;
      for (let output = 0; output < outputs2; output++) {
        told[output] += Math.fround(value) * weight[row + output];
      }
    });
    return told;
  }

  // engine/plain/rule.ts
  var Rule = class {
    /** @param parents the world's second level, if the organisms have one */
    constructor(organism, parents = null) {
      this.organism = organism;
      const { channels, physics, perception: perception2 } = organism;
      const { filters, learned, signal } = perception2;
      this.noise = physics.noise;
      this.channels = channels;
      this.above = organism.parents === null || parents === null ? null : new ParentRule(organism, organism.parents, parents);
      this.own = channels - (organism.parents?.channels ?? 0);
      this.filtering = new Filtering(filters, learned, this.own, channels);
      this.layers = new Layers({ ...organism, channels: this.own }, signal);
      this.signal = new Array(signal).fill(0);
    }
    /** Amplitude of the organism's own noise. */
    noise;
    /** Channels that the cells' own rule changes: all but their parent's. */
    own;
    channels;
    filtering;
    layers;
    /** What the parents do; null without. */
    above;
    /** The signal's part of the first layer's bias. */
    signal;
    /** Turns the gradients; the angle is in radians, all of it. */
    turn(angle) {
      this.filtering.turn(angle);
      this.above?.turn(angle);
    }
    /** Sets the signal, as a part of the first layer's bias; none means zeros. */
    tell(signal) {
      if (this.signal.every((value, i4) => value === (signal[i4] ?? 0))) {
        return;
      }
      this.signal = this.signal.map((_3, i4) => signal[i4] ?? 0);
      this.layers.bias.set(toldBias(this.organism.layers[0], this.signal));
    }
    /** A step begins: what the parents did at the step before is no longer valid. */
    begin() {
      this.above?.begin();
    }
    /** The new value of a channel that fires, not yet rounded, from the rule's output. */
    moved(before, asked) {
      return this.layers.moved(before, asked);
    }
    /**
     * The rule's output for cells, before the step size.
     *
     * @param state [cells, channels] of a grid with a border
     * @param width of that grid with its border
     * @param cells indices of the cells from `begin` to `end` - 1
     * @param result [cells, channels] from `begin` on; with `only`, one of the cells' own channels, [cells] of that alone
     */
    apply(state, width, cells, begin2, end, result, only = -1) {
      const { filtering, layers: layers2, above } = this;
      const [size, own2] = only < 0 ? [this.channels, this.own] : [1, 1];
      if (only < 0) {
        above?.apply(cells, begin2, end, result, this.channels);
      }
      for (let first = begin2; first < end; first += BLOCK) {
        const count2 = Math.min(BLOCK, end - first);
        for (let lane = 0; lane < count2; lane++) {
          filtering.write(state, width, cells[first + lane], layers2.features, lane);
          above?.signal(cells[first + lane], layers2.features, filtering.features, lane);
        }
        const output = layers2.think(only);
        for (let lane = 0; lane < count2; lane++) {
          for (let channel = 0; channel < own2; channel++) {
            result[(first + lane) * size + channel] = output[channel * BLOCK + lane];
          }
        }
      }
    }
  };

  // engine/plain/stepper.ts
  var Stepper = class {
    constructor(grid, organisms) {
      this.grid = grid;
      this.organisms = organisms;
      const { cells, channels } = grid;
      const levels = organisms[0].parents;
      this.parents = levels === null ? null : new ParentGrid(grid, levels);
      this.rules = organisms.map((organism) => new Rule(organism, this.parents));
      this.fire = new Fire(organisms[0], grid.stride);
      const { kind, aliveThreshold } = organisms[0].life;
      this.threshold = Math.fround(aliveThreshold);
      this.life = kind;
      this.masked = kind === "neighbourhood";
      this.everywhere = !this.masked || aliveThreshold < 0;
      this.occupied = new CellSet(cells);
      this.pre = new CellSet(cells);
      this.ring = new CellSet(cells);
      this.post = new CellSet(cells);
      this.firing = new Int32Array(cells);
      this.change = new Float64Array(cells * channels);
      this.ringAlpha = new Float64Array(cells);
      this.belongs = new Uint8Array(cells);
    }
    rules;
    /** The second level of cells; null without. */
    parents;
    fire;
    threshold;
    life;
    /** Whether cells live by their neighbourhood. */
    masked;
    everywhere;
    /** Cells that may have a channel that is not 0. */
    occupied;
    pre;
    ring;
    post;
    /** Cells that fire, by species; first those of `pre`, then those of the ring. */
    firing;
    /** The rules' outputs: [cells that fire, channels] */
    change;
    /** [cells that fire], of those in the ring */
    ringAlpha;
    /** The species each cell of this step belongs to. */
    belongs;
    stale = true;
    /** To be called whenever the state was changed from outside. */
    changed() {
      this.stale = true;
    }
    /**
     * One step.
     *
     * @param time steps since the world began
     * @param fired [cells with border], 1 where a cell fires that may live; null if not needed
     */
    step(settings, time, fired) {
      const { grid } = this;
      for (let index = 0; index < this.rules.length; index++) {
        this.rules[index].turn(this.organisms[index].physics.angle + settings.angle);
        this.rules[index].tell(settings.signals[index] ?? []);
        this.rules[index].begin();
      }
      if (this.life === "own-alpha") {
        this.clearAbsent();
      }
      if (this.stale) {
        this.findOccupied();
      }
      grid.refreshBorder(settings.boundary);
      this.parents?.refresh(settings.boundary);
      this.findPre(settings);
      this.findRing(settings);
      this.fire.begin(settings, time);
      const inner = this.findFiring(this.pre, 0, fired);
      const outer = this.findRingFiring(inner);
      this.run(0, inner, this.change, -1);
      this.run(inner, outer, this.ringAlpha, ALPHA);
      this.post.clear();
      this.ringToPost(inner, outer, settings);
      this.move(inner);
      if (this.masked) {
        this.clearDead(inner, settings);
      }
      this.inheritSpecies();
      this.addNoise(settings, time);
    }
    /** Cells that are not above the threshold themselves are empty before anything is perceived. */
    clearAbsent() {
      const { grid, threshold } = this;
      for (let row = 0; row < grid.world.height; row++) {
        for (let column = 0; column < grid.world.width; column++) {
          const cell2 = grid.at(row, column);
          if (!(grid.alpha(cell2) > threshold)) {
            grid.clearCell(cell2);
          }
        }
      }
    }
    findOccupied() {
      const { grid, occupied: occupied2 } = this;
      occupied2.clear();
      for (let row = 0; row < grid.world.height; row++) {
        for (let column = 0; column < grid.world.width; column++) {
          const cell2 = grid.at(row, column);
          if (this.everywhere || grid.isOccupied(cell2)) {
            occupied2.add(cell2);
          }
        }
      }
      this.stale = this.masked && this.everywhere;
    }
    addAround(set2, cell2, settings) {
      const { around: around2 } = this.grid;
      for (let i4 = 0; i4 < 9; i4++) {
        const neighbour = this.grid.real(cell2 + around2[i4], settings.boundary);
        if (neighbour >= 0) {
          set2.add(neighbour);
        }
      }
    }
    findPre(settings) {
      const { occupied: occupied2, pre, grid, threshold } = this;
      pre.clear();
      for (let i4 = 0; i4 < occupied2.count; i4++) {
        const cell2 = occupied2.list[i4];
        if (!this.masked) {
          pre.add(cell2);
        } else if (grid.alpha(cell2) > threshold) {
          this.addAround(pre, cell2, settings);
        }
      }
      for (let i4 = 0; this.rules.length > 1 && i4 < pre.count; i4++) {
        this.belongs[pre.list[i4]] = this.speciesOf(pre.list[i4]);
      }
    }
    /** The cells next to `pre`, and their species. */
    findRing(settings) {
      const { pre, ring, grid } = this;
      ring.clear();
      for (let i4 = 0; this.masked && i4 < pre.count; i4++) {
        for (let k4 = 0; k4 < 9; k4++) {
          const neighbour = grid.real(pre.list[i4] + grid.around[k4], settings.boundary);
          if (neighbour >= 0 && !pre.has(neighbour)) {
            ring.add(neighbour);
          }
        }
      }
      for (let i4 = 0; this.rules.length > 1 && i4 < ring.count; i4++) {
        this.belongs[ring.list[i4]] = this.ringSpeciesOf(ring.list[i4], settings);
      }
    }
    /** The species of a cell by its own alpha, or else its strongest neighbour's (rules 1 and 2 of `species.ts`). */
    speciesOf(cell2) {
      const { grid, threshold } = this;
      if (grid.alpha(cell2) > threshold) {
        return grid.species[cell2];
      }
      let found = cell2;
      let highest = threshold;
      for (let i4 = 0; i4 < 9; i4++) {
        const alpha = grid.alpha(cell2 + grid.around[i4]);
        if (alpha > highest) {
          highest = alpha;
          found = cell2 + grid.around[i4];
        }
      }
      return grid.species[found];
    }
    /** The species of a cell next to `pre` (rule 3). */
    ringSpeciesOf(cell2, settings) {
      const { grid, pre } = this;
      let found = 0;
      let highest = -Infinity;
      let none = true;
      for (let i4 = 0; i4 < 9; i4++) {
        const neighbour = grid.real(cell2 + grid.around[i4], settings.boundary);
        if (neighbour < 0 || !pre.has(neighbour)) {
          continue;
        }
        const alpha = grid.alpha(neighbour);
        if (none || alpha > highest) {
          highest = Number.isNaN(alpha) ? -Infinity : alpha;
          found = this.belongs[neighbour];
          none = false;
        }
      }
      return found;
    }
    /** Puts those cells of a set that fire into `firing`, from `begin` on; the new end. */
    findFiring(set2, begin2, fired) {
      let end = begin2;
      for (let i4 = 0; i4 < set2.count; i4++) {
        if (this.fire.cell(set2.list[i4])) {
          this.firing[end++] = set2.list[i4];
          if (fired !== null) {
            fired[set2.list[i4]] = 1;
          }
        }
      }
      return end;
    }
    /** Of the ring only those whose alpha fires. */
    findRingFiring(begin2) {
      const { fire, firing } = this;
      const found = this.findFiring(this.ring, begin2, null);
      let end = begin2;
      for (let i4 = begin2; i4 < found; i4++) {
        if (fire.channel(firing[i4], ALPHA)) {
          firing[end++] = firing[i4];
        }
      }
      return end;
    }
    /** The rules' outputs for the firing cells from `begin` to `end` - 1, in runs of one species. */
    run(begin2, end, result, only) {
      const { grid, firing } = this;
      if (this.rules.length === 1) {
        this.rules[0].apply(grid.state, grid.stride, firing, begin2, end, result, only);
        return;
      }
      this.sortBySpecies(begin2, end);
      for (let first = begin2; first < end; ) {
        const species = this.belongs[firing[first]];
        let next = first + 1;
        while (next < end && this.belongs[firing[next]] === species) {
          next++;
        }
        this.rules[species].apply(grid.state, grid.stride, firing, first, next, result, only);
        first = next;
      }
    }
    /** Groups the firing cells by species, by swapping. */
    sortBySpecies(begin2, end) {
      const { firing, belongs } = this;
      let place = begin2;
      for (let species = 0; species < this.rules.length - 1; species++) {
        for (let i4 = place; i4 < end; i4++) {
          const cell2 = firing[i4];
          if (belongs[cell2] === species) {
            firing[i4] = firing[place];
            firing[place++] = cell2;
          }
        }
      }
    }
    /** Ring cells whose alpha rises above the threshold keep their neighbours alive; they themselves stay empty. */
    ringToPost(begin2, end, settings) {
      const { grid, firing, ringAlpha, threshold } = this;
      for (let i4 = begin2; i4 < end; i4++) {
        const cell2 = firing[i4];
        if (Math.fround(this.ruleOf(cell2).moved(grid.alpha(cell2), ringAlpha[i4])) > threshold) {
          this.addAround(this.post, cell2, settings);
        }
      }
    }
    ruleOf(cell2) {
      return this.rules.length === 1 ? this.rules[0] : this.rules[this.belongs[cell2]];
    }
    /** Updates the firing cells of `pre`. */
    move(end) {
      const { change, fire, firing } = this;
      const { state, channels } = this.grid;
      for (let i4 = 0; i4 < end; i4++) {
        const cell2 = firing[i4];
        const rule2 = this.ruleOf(cell2);
        for (let channel = 0; channel < channels; channel++) {
          if (!fire.perChannel || fire.channel(cell2, channel)) {
            const at = cell2 * channels + channel;
            state[at] = rule2.moved(state[at], change[i4 * channels + channel]);
          }
        }
      }
    }
    /** Clears cells that are not in `pre` and in `post`; the others carry their species on. */
    clearDead(end, settings) {
      const { grid, occupied: occupied2, pre, post, threshold } = this;
      for (let i4 = 0; i4 < pre.count; i4++) {
        if (grid.alpha(pre.list[i4]) > threshold) {
          this.addAround(post, pre.list[i4], settings);
        }
      }
      for (let i4 = 0; i4 < occupied2.count; i4++) {
        const cell2 = occupied2.list[i4];
        if (!pre.has(cell2) || !post.has(cell2)) {
          grid.clearCell(cell2);
        }
      }
      for (let i4 = 0; i4 < end; i4++) {
        if (!post.has(this.firing[i4])) {
          grid.clearCell(this.firing[i4]);
        }
      }
      occupied2.clear();
      for (let i4 = 0; i4 < pre.count; i4++) {
        if (post.has(pre.list[i4])) {
          occupied2.add(pre.list[i4]);
        }
      }
    }
    inheritSpecies() {
      const { grid, occupied: occupied2, belongs } = this;
      for (let i4 = 0; this.rules.length > 1 && i4 < occupied2.count; i4++) {
        grid.species[occupied2.list[i4]] = belongs[occupied2.list[i4]];
      }
    }
    /** Uniform noise on every channel of the surviving cells: the world's and their organism's own. */
    addNoise(settings, time) {
      const { grid, occupied: occupied2, rules } = this;
      const seed = settings.seed >>> 0;
      if (settings.noise === 0 && rules.every(({ noise: noise2 }) => noise2 === 0)) {
        return;
      }
      for (let i4 = 0; i4 < occupied2.count; i4++) {
        const cell2 = occupied2.list[i4];
        const amplitude = Math.fround(settings.noise + this.ruleOf(cell2).noise);
        const row = Math.floor(cell2 / grid.stride) - 1;
        const column = cell2 % grid.stride - 1;
        for (let channel = 0; amplitude > 0 && channel < grid.channels; channel++) {
          const value = amplitude * noiseValue(column, row, channel, time, seed);
          grid.state[cell2 * grid.channels + channel] += Math.fround(value);
        }
      }
    }
  };

  // engine/decoder.ts
  var LONGEST_SIDE = 4096;
  function drawnPixels(decoder, world) {
    return Math.max(1, Math.min(decoder.pixels, Math.floor(LONGEST_SIDE / Math.max(world.height, world.width))));
  }
  function decodedPixels(decoder, cells, background, pixels = new Uint8ClampedArray(4 * cells.height * cells.width * drawnPixels(decoder, cells) ** 2)) {
    const { height, width, channels, state } = cells;
    const side = drawnPixels(decoder, cells);
    const [first, ...others] = decoder.layers;
    const units = first.outputs;
    const there = thereOf(cells);
    const heard = heardOf(first, cells, there);
    const places = placesOf(first, channels, side);
    const [rows2, columns] = [nearOf(height, side), nearOf(width, side)];
    const layers2 = others.map((layer) => ({ layer, values: new Float32Array(layer.outputs) }));
    const entered = new Float32Array(units);
    const empty = background.map((part) => 255 * part);
    const shown = [0, 0, 0, 0];
    let to = 0;
    for (let y5 = 0; y5 < height * side; y5++) {
      const row = rows2[y5];
      for (let x4 = 0; x4 < width * side; x4++, to += 4) {
        pixels[to + 3] = 255;
        const column = columns[x4];
        const around2 = [
          [row.own * width + column.own, (1 - row.share) * (1 - column.share)],
          [row.own * width + column.other, (1 - row.share) * column.share],
          [row.other * width + column.own, row.share * (1 - column.share)],
          [row.other * width + column.other, row.share * column.share]
        ].filter(([cell2, share]) => share > 0 && there[cell2] !== 0);
        if (around2.length === 0) {
          for (let part = 0; part < 3; part++) pixels[to + part] = empty[part];
          continue;
        }
        const place = (y5 % side * side + x4 % side) * units;
        for (let unit = 0; unit < units; unit++) entered[unit] = places[place + unit];
        shown.fill(0);
        for (const [cell2, share] of around2) {
          const from = cell2 * units;
          for (let unit = 0; unit < units; unit++) entered[unit] += share * heard[from + unit];
          for (let part = 0; part <= ALPHA; part++) shown[part] += share * state[cell2 * channels + part];
        }
        let values = entered;
        for (const { layer, values: next } of layers2) values = rectified(layer, values, next);
        const alpha = shown[ALPHA] + values[ALPHA];
        const rest = 1 - (alpha > 1 ? 1 : alpha > 0 ? alpha : 0);
        for (let part = 0; part < 3; part++) {
          pixels[to + part] = 255 * (background[part] * rest + shown[part] + values[part]);
        }
      }
    }
    return pixels;
  }
  function rectified({ outputs: outputs2, weight, bias }, before, answers) {
    answers.set(bias);
    for (let input = 0; input < before.length; input++) {
      const value = before[input];
      if (value <= 0) continue;
      const from = input * outputs2;
      for (let output = 0; output < outputs2; output++) answers[output] += value * weight[from + output];
    }
    return answers;
  }
  function thereOf({ height, width, channels, state }) {
    const there = new Uint8Array(height * width);
    for (let cell2 = 0; cell2 < there.length; cell2++) {
      for (let at = cell2 * channels; at < (cell2 + 1) * channels && there[cell2] === 0; at++) {
        if (state[at] !== 0) there[cell2] = 1;
      }
    }
    return there;
  }
  function heardOf({ outputs: outputs2, weight }, { channels, state }, there) {
    const heard = new Float32Array(there.length * outputs2);
    for (let cell2 = 0; cell2 < there.length; cell2++) {
      if (there[cell2] === 0) continue;
      const answers = heard.subarray(cell2 * outputs2, (cell2 + 1) * outputs2);
      for (let channel = 0; channel < channels; channel++) {
        const value = state[cell2 * channels + channel];
        const from = channel * outputs2;
        for (let unit = 0; unit < outputs2; unit++) answers[unit] += value * weight[from + unit];
      }
    }
    return heard;
  }
  function placesOf({ outputs: outputs2, weight, bias }, channels, side) {
    const places = new Float32Array(side * side * outputs2);
    for (let place = 0; place < side * side; place++) {
      const turns = [Math.floor(place / side), place % side].map((at) => 2 * Math.PI * (at + 0.5) / side);
      const coordinates = turns.flatMap((turn) => [Math.sin(turn), Math.cos(turn)]);
      for (let unit = 0; unit < outputs2; unit++) {
        places[place * outputs2 + unit] = coordinates.reduce(
          (sum, value, number) => sum + value * weight[(channels + number) * outputs2 + unit],
          bias[unit]
        );
      }
    }
    return places;
  }
  function nearOf(cells, side) {
    return Array.from({ length: cells * side }, (_3, at) => {
      const own2 = Math.floor(at / side);
      const fromMiddle2 = (at % side + 0.5) / side - 0.5;
      const other = Math.min(Math.max(own2 + Math.sign(fromMiddle2), 0), cells - 1);
      return { own: own2, other, share: Math.abs(fromMiddle2) };
    });
  }

  // engine/view.ts
  var LARGEST_UPDATE = 0.02;
  var RED = [
    [[0.91, 0.41, 0.3], [0.55, 0.05, 0.16]],
    [[0.8, 0.27, 0.24], [1, 0.74, 0.52]]
  ];
  var BLUE = [
    [[0.31, 0.57, 0.82], [0.06, 0.2, 0.47]],
    [[0.2, 0.45, 0.78], [0.6, 0.88, 1]]
  ];
  var GREEN = [
    [[0.2, 0.66, 0.55], [0.03, 0.29, 0.36]],
    [[0.1, 0.55, 0.5], [0.8, 0.97, 0.62]]
  ];
  var AMBER = [
    [[0.98, 0.75, 0.35], [0.85, 0.46, 0.04]],
    [[0.72, 0.46, 0.12], [1, 0.8, 0.4]]
  ];
  var INK = [
    [0.11, 0.12, 0.15],
    [0.95, 0.96, 0.97]
  ];
  function isDark(background) {
    return 0.2126 * background[0] + 0.7152 * background[1] + 0.0722 * background[2] < 0.5;
  }
  function viewStops(view) {
    const tone = isDark(view.background) ? 1 : 0;
    switch (view.kind) {
      case "channel":
        return { positive: RED[tone], negative: BLUE[tone] };
      case "update":
        return { positive: GREEN[tone], negative: GREEN[tone] };
      case "fired":
        return { positive: AMBER[tone], negative: AMBER[tone] };
      default: {
        const ink = [mixed(view.background, INK[tone], 0.5), INK[tone]];
        return { positive: ink, negative: ink };
      }
    }
  }
  function colourOf(value, background, stops) {
    const [middle, end] = value < 0 ? stops.negative : stops.positive;
    const size = Math.min(Math.abs(value), 1) || 0;
    return size < 0.5 ? mixed(background, middle, 2 * size) : mixed(middle, end, 2 * size - 1);
  }
  function mixed(from, to, share) {
    return [
      from[0] + (to[0] - from[0]) * share,
      from[1] + (to[1] - from[1]) * share,
      from[2] + (to[2] - from[2]) * share
    ];
  }
  function isAveraged({ kind, blocks = 1 }) {
    return blocks > 1 && kind !== "update" && kind !== "fired";
  }
  function pixelsOfCell(view, decoder, world) {
    return !isAveraged(view) && view.kind === "colour" && decoder !== null ? drawnPixels(decoder, world) : 1;
  }
  function viewPixels(view, source, pixels = new Uint8ClampedArray(4 * source.height * source.width * pixelsOfCell(view, source.decoder, source) ** 2)) {
    if (isAveraged(view)) {
      const { blocks = 1, ...cells } = view;
      return viewPixels(cells, { ...source, state: blockMeans(source, blocks), decoder: null }, pixels);
    }
    if (view.kind === "colour") {
      return source.decoder === null ? colourPixels(view.background, source, pixels) : decodedPixels(source.decoder, source, view.background, pixels);
    }
    const table = shades(view);
    const value = valuesOf(view, source);
    for (let cell2 = 0; cell2 < source.height * source.width; cell2++) {
      const scaled = Math.round(SHADES * value(cell2));
      const shade = 3 * ((scaled > SHADES ? SHADES : scaled < -SHADES ? -SHADES : scaled || 0) + SHADES);
      pixels[4 * cell2] = table[shade];
      pixels[4 * cell2 + 1] = table[shade + 1];
      pixels[4 * cell2 + 2] = table[shade + 2];
      pixels[4 * cell2 + 3] = 255;
    }
    return pixels;
  }
  function blockMeans({ state, channels, height, width }, blocks) {
    const means = new Float32Array(state.length);
    const sum = new Float64Array(channels);
    for (let top = 0; top < height; top += blocks) {
      for (let left = 0; left < width; left += blocks) {
        const [bottom, right] = [Math.min(top + blocks, height), Math.min(left + blocks, width)];
        const count2 = (bottom - top) * (right - left);
        sum.fill(0);
        for (let row = top; row < bottom; row++) {
          for (let at = (row * width + left) * channels; at < (row * width + right) * channels; at++) {
            sum[(at - (row * width + left) * channels) % channels] += state[at] / count2;
          }
        }
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) means.set(sum, (row * width + column) * channels);
        }
      }
    }
    return means;
  }
  var SHADES = 511;
  function shades(view) {
    const stops = viewStops(view);
    const table = new Uint8ClampedArray(3 * (2 * SHADES + 1));
    for (let shade = -SHADES; shade <= SHADES; shade++) {
      const colour = colourOf(shade / SHADES, view.background, stops);
      table.set(colour.map((part) => 255 * part), 3 * (shade + SHADES));
    }
    return table;
  }
  function valuesOf(view, source) {
    const { state, channels, update, fired } = source;
    switch (view.kind) {
      case "channel":
        return (cell2) => state[cell2 * channels + view.channel];
      case "update":
        return update === null ? () => 0 : (cell2) => update[cell2] / LARGEST_UPDATE;
      case "fired":
        return fired === null ? () => 0 : (cell2) => fired[cell2];
      default:
        return (cell2) => Math.max(0, state[cell2 * channels + ALPHA]);
    }
  }
  function colourPixels(background, source, pixels) {
    const { state, channels } = source;
    for (let cell2 = 0; cell2 < source.height * source.width; cell2++) {
      const at = cell2 * channels;
      const alpha = state[at + ALPHA];
      const rest = 1 - (alpha > 1 ? 1 : alpha > 0 ? alpha : 0);
      pixels[4 * cell2] = 255 * (background[0] * rest + state[at]);
      pixels[4 * cell2 + 1] = 255 * (background[1] * rest + state[at + 1]);
      pixels[4 * cell2 + 2] = 255 * (background[2] * rest + state[at + 2]);
      pixels[4 * cell2 + 3] = 255;
    }
    return pixels;
  }
  var Screen = class {
    canvas = null;
    image = null;
    draw(view, source) {
      const side = pixelsOfCell(view, source.decoder, source);
      const [height, width] = [side * source.height, side * source.width];
      if (this.canvas === null || this.canvas.width !== width || this.canvas.height !== height) {
        this.canvas = newCanvas(width, height);
        this.image = new ImageData(width, height);
      }
      const context = this.canvas.getContext("2d");
      if (context === null || this.image === null) {
        throw new Error("This browser provides no canvas to draw on. Close some tabs, or use another browser.");
      }
      viewPixels(view, source, this.image.data);
      context.putImageData(this.image, 0, 0);
      return this.canvas;
    }
  };
  function newCanvas(width, height) {
    if (typeof OffscreenCanvas !== "undefined") {
      return new OffscreenCanvas(width, height);
    }
    if (typeof document === "undefined") {
      throw new Error("There is no canvas here to draw on.");
    }
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    return canvas;
  }

  // engine/plain.ts
  var plainEngine = {
    kind: "plain",
    obstacle: commonObstacle,
    async create(organisms, world, settings) {
      const obstacle2 = commonObstacle(organisms, world);
      if (obstacle2 !== null) {
        throw new Error(obstacle2);
      }
      checkSettings(settings, organisms);
      return new PlainEngine(organisms, world, settings);
    }
  };
  var PlainEngine = class {
    kind = "plain";
    world;
    settings;
    population;
    grid;
    stepper;
    steps = 0;
    observed = null;
    screen = new Screen();
    constructor(organisms, world, settings) {
      this.world = { height: world.height, width: world.width };
      this.settings = settings;
      this.population = organisms;
      this.grid = new Grid(this.world, organisms[0].channels);
      this.stepper = new Stepper(this.grid, organisms);
    }
    get organisms() {
      return this.population;
    }
    get stepCount() {
      return this.steps;
    }
    get observe() {
      return this.observed !== null;
    }
    set observe(wanted) {
      if (wanted !== this.observe) {
        const { state, cells } = this.grid;
        this.observed = wanted ? { before: Float32Array.from(state), fired: new Uint8Array(cells) } : null;
      }
    }
    load(organisms) {
      const obstacle2 = commonObstacle(organisms, this.world);
      if (obstacle2 !== null) {
        throw new RangeError(obstacle2);
      }
      this.population = organisms;
      if (organisms[0].channels !== this.grid.channels) {
        const { observe } = this;
        this.observe = false;
        this.grid = new Grid(this.world, organisms[0].channels);
        this.observe = observe;
      }
      this.grid.species.forEach((species, cell2) => {
        if (species >= organisms.length) {
          this.grid.species[cell2] = 0;
        }
      });
      this.stepper = new Stepper(this.grid, organisms);
    }
    step(count2) {
      checkCount(count2);
      checkSettings(this.settings, this.population);
      const { observed } = this;
      for (let done = 0; done < count2; done++) {
        const last = observed !== null && done === count2 - 1;
        if (last) {
          observed.before.set(this.grid.state);
          observed.fired.fill(0);
        }
        this.stepper.step(this.settings, this.steps, last ? observed.fired : null);
        this.steps = this.steps + 1 >>> 0;
      }
    }
    paint(region, stroke) {
      checkRegion(region, this.world);
      checkStroke(stroke, this.population);
      const { grid, world } = this;
      for (let row = 0; row < world.height; row++) {
        for (let column = 0; column < world.width; column++) {
          if (region[row * world.width + column] !== 0) {
            this.paintCell(grid.at(row, column), stroke);
          }
        }
      }
      this.stepper.changed();
      this.forgetChange();
    }
    paintCell(cell2, stroke) {
      const { grid } = this;
      const { state, channels, species } = grid;
      const at = cell2 * channels;
      const lives = isAbove(state[at + ALPHA], this.population[0]);
      switch (stroke.kind) {
        case "erase":
          grid.clearCell(cell2);
          break;
        case "seed":
          state.fill(0, at, at + ALPHA).fill(1, at + ALPHA, at + channels);
          species[cell2] = stroke.species;
          break;
        case "colour":
          state.set(stroke.colour, at);
          state[at + ALPHA] = 1;
          species[cell2] = lives ? species[cell2] : stroke.species;
          break;
        case "species":
          species[cell2] = lives ? stroke.species : species[cell2];
      }
    }
    /** Changes by tools are not changes of the last step. */
    forgetChange() {
      this.observed?.before.set(this.grid.state);
    }
    read() {
      const { grid, steps: step } = this;
      const { height, width } = this.world;
      const state = grid.readFrom(grid.state, new Float32Array(height * width * grid.channels));
      const species = grid.readFrom(grid.species, new Uint8Array(height * width));
      return { height, width, channels: grid.channels, state, species, step };
    }
    write(snapshot) {
      checkSnapshot(snapshot, this.world, this.population);
      this.grid.writeInto(this.grid.state, snapshot.state);
      this.grid.writeInto(this.grid.species, snapshot.species);
      this.steps = snapshot.step >>> 0;
      this.stepper.changed();
      this.forgetChange();
      this.observed?.fired.fill(0);
    }
    /** The data of this world for a view: copies. */
    look(view) {
      const { state, channels } = this.read();
      const { observed } = this;
      const wanted = observed !== null && (view.kind === "update" || view.kind === "fired") ? view.kind : null;
      return {
        ...this.world,
        channels,
        state,
        update: wanted === "update" && observed !== null ? this.lastUpdate(observed.before) : null,
        fired: wanted === "fired" && observed !== null ? this.inner(observed.fired) : null,
        decoder: this.population[0].decoder
      };
    }
    inner(bordered) {
      return this.grid.readFrom(bordered, new Uint8Array(this.world.height * this.world.width));
    }
    lastUpdate(before) {
      const { grid, world } = this;
      const update = new Float32Array(world.height * world.width);
      for (let cell2 = 0; cell2 < update.length; cell2++) {
        const from = grid.at(Math.floor(cell2 / world.width), cell2 % world.width) * grid.channels;
        let sum = 0;
        for (let at = from; at < from + grid.channels; at++) {
          sum += Math.abs(grid.state[at] - before[at]);
        }
        update[cell2] = sum / grid.channels;
      }
      return update;
    }
    draw(view) {
      return this.screen.draw(view, this.look(view));
    }
    dispose() {
      this.observed = null;
    }
  };

  // engine/kinds.ts
  function unservedKind(organism, served) {
    const { perception: perception2, update, life, physics, layers: layers2, parents } = organism;
    const kinds = [
      ["the activation", update.activation, served.activations],
      ["the update", update.kind, served.updates],
      ["the life", life.kind, served.lives],
      ["fire per", physics.firePer, served.fires]
    ];
    const unknown = kinds.find(([, kind, known2]) => !known2.includes(kind));
    if (unknown !== void 0) {
      const [what, kind, known2] = unknown;
      return `${organism.name} has ${what} ${kind}; ${served.engine} supports only ${known2.join(", ")}.`;
    }
    const parts = [
      [parents !== null, false, "two levels of cells"],
      [perception2.learned.length > 0, served.learned, "learned perception filters"],
      [perception2.signal > 0, served.signal, "a signal"],
      [physics.clamp > 0, served.clamp, "a clamp"],
      [physics.noise > 0, served.noise, "its own noise"]
    ];
    const missing = parts.find(([present, known2]) => present && !known2);
    if (missing !== void 0) {
      return `${organism.name} has ${missing[2]}, which ${served.engine} does not support.`;
    }
    const hidden = layers2.length - 1;
    return served.hiddenLayers.includes(hidden) ? null : `${organism.name} has ${hidden} hidden layers; ${served.engine} supports ${served.hiddenLayers.join(" or ")}.`;
  }

  // engine/wasm/engine.ts
  var NOTHING2 = new Float32Array(0);
  var WasmEngine = class {
    constructor(kernel, population, world, settings, obstacle2) {
      this.population = population;
      this.settings = settings;
      this.obstacle = obstacle2;
      this.world = { height: world.height, width: world.width };
      kernel.found(population, this.world);
      this.kernel = kernel;
    }
    kind = "wasm";
    world;
    kernel;
    steps = 0;
    observed = false;
    /** Whether the kernel has allocated memory for observations. */
    equipped = false;
    /** Whether its observations are of the last step of this world. */
    fresh = { update: false, fired: false };
    /** Of the last step. */
    lastSettings = null;
    screen = new Screen();
    get organisms() {
      return this.population;
    }
    get stepCount() {
      return this.steps;
    }
    get observe() {
      return this.observed;
    }
    set observe(wanted) {
      this.observed = wanted;
      this.fresh.update = this.fresh.fired = false;
      this.equip();
    }
    equip() {
      if (!this.observed || this.equipped) return;
      this.running.observe(this.world);
      this.equipped = true;
    }
    load(organisms) {
      const why = this.obstacle(organisms, this.world);
      if (why !== null) throw new RangeError(why);
      const kept = organisms[0].channels === this.channels ? this.read() : null;
      this.running.found(organisms, this.world);
      this.population = organisms;
      this.equipped = this.fresh.update = this.fresh.fired = false;
      this.equip();
      if (kept === null) return;
      this.write({ ...kept, species: kept.species.map((species) => species < organisms.length ? species : 0) });
    }
    step(count2) {
      const { running, settings } = this;
      checkCount(count2);
      checkSettings(settings, this.population);
      if (count2 === 0) return;
      this.population.forEach((organism, index) => {
        running.turn(organism, index, organism.physics.angle + settings.angle);
        running.tell(organism, index, settings.signals[index] ?? []);
      });
      this.lastSettings = { ...settings };
      running.step(count2, this.steps, fireThreshold(settings.fireRate), settings, this.observed);
      this.steps = this.steps + count2 >>> 0;
      this.fresh.update = this.fresh.fired = this.observed;
    }
    paint(region, stroke) {
      checkRegion(region, this.world);
      checkStroke(stroke, this.population);
      const { height, width } = this.world;
      const paintCell = this.brush(stroke);
      let [first, last] = [height, 0];
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          if (region[row * width + column] === 0) continue;
          paintCell(this.cellAt(row, column));
          first = Math.min(first, row);
          last = row + 1;
        }
      }
      this.running.refresh(first, last);
      this.fresh.update = false;
    }
    /** The effect of a stroke on the cell at a place in the kernel's grid. */
    brush(stroke) {
      const { channels } = this;
      const { state, species } = this.cells();
      const lives = (cell2) => isAbove(state[cell2 * channels + ALPHA], this.population[0]);
      switch (stroke.kind) {
        case "erase":
          return (cell2) => state.fill(0, cell2 * channels, (cell2 + 1) * channels);
        case "seed":
          return (cell2) => {
            state.fill(0, cell2 * channels, cell2 * channels + ALPHA);
            state.fill(1, cell2 * channels + ALPHA, (cell2 + 1) * channels);
            species[cell2] = stroke.species;
          };
        case "colour":
          return (cell2) => {
            if (!lives(cell2)) species[cell2] = stroke.species;
            state.set(stroke.colour, cell2 * channels);
            state[cell2 * channels + ALPHA] = 1;
          };
        case "species":
          return (cell2) => {
            if (lives(cell2)) species[cell2] = stroke.species;
          };
      }
    }
    read() {
      const { channels } = this;
      const { height, width } = this.world;
      const from = this.cells();
      const state = new Float32Array(height * width * channels);
      const species = new Uint8Array(height * width);
      for (let row = 0; row < height; row++) {
        const cell2 = this.cellAt(row, 0);
        state.set(from.state.subarray(cell2 * channels, (cell2 + width) * channels), row * width * channels);
        species.set(from.species.subarray(cell2, cell2 + width), row * width);
      }
      return { height, width, channels, state, species, step: this.steps };
    }
    write(snapshot) {
      checkSnapshot(snapshot, this.world, this.population);
      const { channels } = this;
      const { height, width } = this.world;
      const to = this.cells();
      for (let row = 0; row < height; row++) {
        const cell2 = this.cellAt(row, 0);
        to.state.set(snapshot.state.subarray(row * width * channels, (row + 1) * width * channels), cell2 * channels);
        to.species.set(snapshot.species.subarray(row * width, (row + 1) * width), cell2);
      }
      this.steps = snapshot.step >>> 0;
      this.running.refresh(0, height);
      this.fresh.update = this.fresh.fired = false;
    }
    draw(view) {
      return this.screen.draw(view, this.look(view));
    }
    /** The data of this world that a view needs; valid until the next call of any method. */
    look(view) {
      const { running, fresh, world } = this;
      const none = { state: NOTHING2, update: null, fired: null, decoder: null };
      const nothing = { ...world, channels: this.channels, ...none };
      switch (view.kind) {
        case "update":
          return fresh.update ? { ...nothing, update: running.floats("change", world.height * world.width) } : nothing;
        case "fired":
          return fresh.fired ? { ...nothing, fired: this.lastFired() } : nothing;
        case "channel":
          return { ...nothing, state: this.read().state };
        case "colour": {
          const { decoder } = this.population[0];
          if (decoder !== null) return { ...nothing, state: this.read().state, decoder };
          return { ...nothing, channels: 4, state: running.colours(world) };
        }
        default:
          return { ...nothing, channels: 4, state: running.colours(world) };
      }
    }
    lastFired() {
      const { height, width } = this.world;
      const words = 2 * Math.ceil(width / 64);
      const bits = this.running.fired(height * words);
      const fired = new Uint8Array(height * width);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const lives = bits[row * words + (column >> 5)] >>> (column & 31) & 1;
          fired[row * width + column] = lives !== 0 && this.anyChannelFired(row, column) ? 1 : 0;
        }
      }
      return fired;
    }
    /** If channels fire independently, the kernel has computed all cells; otherwise only those that fire. */
    anyChannelFired(row, column) {
      const { lastSettings } = this;
      if (this.population[0].physics.firePer === "cell" || lastSettings === null) return true;
      const threshold = fireThreshold(lastSettings.fireRate);
      const step = this.steps - 1 >>> 0;
      for (let channel = 0; channel < this.channels; channel++) {
        if (fires(column, row, step, channelSeed(lastSettings.seed, channel), threshold)) return true;
      }
      return false;
    }
    dispose() {
      this.kernel = null;
    }
    get running() {
      if (this.kernel === null) throw new EngineLost("This engine has been disposed of.");
      return this.kernel;
    }
    get channels() {
      return this.population[0].channels;
    }
    // The kernel's grid has a border of one cell.
    cellAt(row, column) {
      return (row + 1) * (this.world.width + 2) + column + 1;
    }
    cells() {
      const count2 = (this.world.height + 2) * (this.world.width + 2);
      return { state: this.running.floats("state", count2 * this.channels), species: this.running.species(count2) };
    }
  };

  // engine/wasm/kernel.wasm
  var kernel_default = __toBinary("AGFzbQEAAAABdQ9gAX8AYAJ/fwF/YAABf2ABfwF/YAx/f39/f39/f39/f30Bf2ADf39/AX9gAn9/AGAEf319fQBgB39/f39/fX8AYAV/f39/fwBgBn9/f39/fgF+YAR/f39/AGAIf39/f39/f38AYAN/f38AYAd/f39/f39/AAMmJQECAwQFBQEDAQIGBgcICQoACQsMDQ0NDQ0NDQ0ODQ0NDQ0NDQ0EBQFwAQEBBQMBAAEGCAF/AUGAgAILB3oLBm1lbW9yeQIABWZvdW5kAAMHYWRkcmVzcwAADGxheWVyX3dlaWdodAAICmxheWVyX2JpYXMABgxsYXllcl9zdHJpZGUABwtzZXRfcGh5c2ljcwAMB29ic2VydmUACQdjb2xvdXJzAAEHcmVmcmVzaAAKBHN0ZXAADQqT4wElPQACQAJAIABBBEkNAEEAKALAhIKAACABQawBbGpBoAFqIQAMAQsgAEECdEGAgIKAAGooAgAhAAsgACgCAAvjAQEGf0EAIQBBACgCyICCgAAhAUEAKALEgIKAACECAkACQEEAKALAhYKAACIDDQBBACACIAFsQQR0EIKAgIAAIgM2AsCFgoAAIANFDQELAkAgAkEBTg0AIAMPC0EBIQRBACEFA0AgBUEBaiEFAkAgAUEBSA0AQQAhAANAIANBACgCsIGCgAAgACAEQQAoAsiAgoAAQQJqbGpBAWpBACgC/ICCgABsQQJ0av0ABAD9CwQAIANBEGohAyABIABBAWoiAEcNAAsLIARBAWohBCAFIAJHDQALQQAoAsCFgoAAIQALIAAL2QEBBX9BACEBAkBB//97QQAoAsCAgoAAIgJrIABJDQACQCACIABBP2pBQHFqIgNB//8DakEQdiIEPwAiBU0NACAEIAVrQABBf0YNAUEAKALAgIKAACECC0EAIQFBACADNgLAgIKAACACRQ0AAkACQCAAQRBPDQAgAiEBDAELIAIhAQNAIAH9DAAAAAAAAAAAAAAAAAAAAAD9CwAAIAFBEGohASAAQXBqIgBBD0sNAAsLAkAgAEUNAANAIAFBADoAACABQQFqIQEgAEF/aiIADQALCyACIQELIAEL3BIEBX8BewF+An8jgICAgAAiDCENIAxBgAZrQUBxIg4kgICAgABBACEMIA5BADYCACAOQQRyQQBB6gAQhICAgAAaIA5B8ABqQQBByAAQhICAgAAaIA5BuAFqIQ8DQCAPIAxqIhD9DAAAAAAAAAAAAAAAAAAAAAAiEf0LAwAgEEEQakIANwMAIAxBGGoiDEHgAEcNAAtBACEMIA5BmAJqQQA2AgAgDkHAAmpBAEGAARCEgICAABogDkHAA2pBADYCACAOQQE2AsACIA5BgARqQQBBxQAQhICAgAAaIA5B2ARqQgA3AwAgDkHIBGogEf0LAwAgDkHsBGr9DAAAAAAAAAAAAAAAAAAAAAD9CwIAIA5B6ARqQYCAgPwDNgIAIA5B4ARqQoCAgICAgIDAPzcDACAOQgA3AvwEQcCAgoAAIA5BhAUQhYCAgAAaQQAgBTYC4ICCgABBACAENgLcgIKAAEEAQQNBAiAFQQBKGyIFNgLUgIKAAEEAIAM2AtCAgoAAQQAgAjYCzICCgABBACABNgLIgIKAAEEAIAA2AsSAgoAAQQBBgIaCgABBP2pBQHE2AsCAgoAAQQBBgICA/Ac2AqCBgoAAQQAgCzgCnIGCgABBACAKOgCRgYKAAEEAIAk2AoyBgoAAQQAgCDYCiIGCgABBACAHNgKEgYKAAEEAQQE2AviAgoAAQQAgAUE/akHAAG02AoCBgoAAQQAgAkEDakEEbUECdCIQNgL8gIKAAEEAIBAgA2wiDzYC2ICCgAAgBUECdCICQdiAgoAAaiAQNgIAQQAgD0EPakEQbUEEdEEQciIPNgLogIKAACACQXhqIRACQANAIAxB7ICCgABqIARBD2pBEG1BBHRBEHI2AgAgECAMRg0BIAxB4ICCgABqKAIAIQQgDEEEaiEMDAALC0EAIQwgBUECdCICQeiAgoAAakEAKAL8gIKAACIDNgIAIAFBAmoiCKwgAEECaiIJrH4gA6x+IRIgDyEEA0AgDEHsgIKAAGooAgAiEKxCAYZC4AB8IASsfiASfCESIBAhBCACIAxBBGoiDEcNAAtBACEHAkAgEkL/////AFYNAEEAIQwgAEEDdCIEQf8BakFAcSAEQYYBakGAf3FBACgCgIGCgAAiEEEEdEH+AGpBgH9xaiABIABsIgJBAnRBP2pBQHFqIAMgAmxBAnRBP2pBQHFqIAQgEGxBP2pBBnZBgANsIAggCWwgA2xBAnRBP2pBQHFqamohBCAFQQJ0QXxqIRACQANAIA9BgANsIARqIQQgECAMRg0BIAxB7ICCgABqKAIAIQ8gDEEEaiEMDAALCwJAIANBgANsIARqEIKAgIAAIhANAEEAIQcMAQtBACEEQQAgEDYCsIGCgABBACgCgIGCgAAhAUEAKAL8gIKAACEAQQAoAsiAgoAAIQVBACgCxICCgAAhAiAOQcyBgoAANgL0BSAOQciBgoAANgLwBSAOQcSBgoAANgLsBSAOQcCBgoAANgLoBSAOQbyBgoAANgLkBSAOQbiBgoAANgLgBSAAIAVBAmogAkECamxsQQJ0QT9qQUBxIQwgASACQQN0IgNsQT9qQUBxIQ8DQCAOQeAFaiAEaigCACAQIAxqNgIAIAwgD2ohDCAEQQRqIgRBGEcNAAtBACEHQQAgECAMajYC0IGCgABBACAQIAwgAUEDdEE/aiIEQUBxamo2AtSBgoAAQQAgECAEQQF0QYB/cSIEaiAMajYC2IGCgABBACAQIAQgDGogAkECdEHDAGpBQHEiDGoiBGo2AtyBgoAAQQAgECAEIAxqIgxqNgLggYKAAEEAIBAgDCAFIAJsIgRBAnRBP2pBQHFqIgxqNgLkgYKAAEEAIBAgDCAAIARsQQJ0QT9qQUBxaiIMajYC7IGCgABBACAQIAwgA0E/akFAcWoiDGoiBDYC8IGCgABBACAEQcAAaiIBNgL0gYKAACAOQQBByAAQhICAgAAhAiAMQcABaiEEAkBBACgC1ICCgAAiDkEBSA0AQQAhDCAOIQ8DQCACIAxqIBAgBGo2AgAgDEHogIKAAGooAgBBgANsIARqIQQgDEEEaiEMIA9Bf2oiDw0ACwsgAiAOQQJ0akEYaiAQIARqNgIAIAEgAkHIABCFgICAABpBACAGNgLEhIKAAEEAIAZBrAFsEIKAgIAAIgw2AsCEgoAAIAxFDQBBACEHQQBBACgCyICCgABBAmpBACgCxICCgABBAmpsEIKAgIAAIgw2AsiEgoAAIAxFDQBBACEHQQBBACgCyICCgABBAmpBACgCxICCgABBAmpsEIKAgIAAIgw2AsyEgoAAIAxFDQBBACEHQQBBgAMQgoCAgAAiDDYC0ISCgAAgDEUNAEEAIQdBAEGAAxCCgICAACIMNgLUhIKAACAMRQ0AQQAhB0EAQQAoAvyAgoAAQYADbBCCgICAACIMNgLYhIKAACAMRQ0AAkACQCAGQQFODQBBACETDAELQQAhAUEBIRNBACEUA0BBACEPAkBBACgCwISCgAAiECAUQawBbGpBxICCgABB5AAQhYCAgAAiCigCECIFQQFIDQAgCkEoaiEMIAooAjQhAyAKKAIUIQIgCkEkaigCACEOQQAhBEEAIQ8DQCACIAwoAgAiAGxBAnRBP2pBQHEgD2ogDEFwaigCACICQQJ0Ig9BASADIAQbbEE/akFAcWogDyAObEE/akFAcWohDyAMQQRqIQwgACEOIAIhAiAFIARBAWoiBEcNAAsLIA8QgoCAgAAiDEUNAQJAIApBEGooAgAiCEEBSA0AIAooAiQhACAKKAI0IQkgCigCFCEFQQAhBCAQIQ9BACECA0AgDyABaiIOQeQAaiAMIAJqNgIAIA5B6ABqIAwgBSAQIAFqIgNBKGooAgAiB2xBAnRBP2pBQHEgAmoiAmo2AgAgDkHsAGogDCACIANBGGooAgAiBUECdCIOQQEgCSAEG2xBP2pBQHFqIgJqNgIAIAIgDiAAbEE/akFAcWohAiAQQQRqIRAgD0EUaiEPIAchACAIIARBAWoiBEcNAAsLIAogCigCDEEkbBCCgICAACIMNgKgASAMRQ0BIApByAEQgoCAgAAiDDYCpAEgDEUNASAMIApB6ABqKAIANgLAASABQawBaiEBIBRBAWoiFCAGSCETIBQgBkcNAAsLIBNBAXMhBwsgDSSAgICAACAHQQFxC2UCAX8BewJAAkAgAkEQTw0AIAAhAwwBCyAB/Q8hBCAAIQMDQCADIAT9CwAAIANBEGohAyACQXBqIgJBD0sNAAsLAkAgAkUNAANAIAMgAToAACADQQFqIQMgAkF/aiICDQALCyAAC3IBAX8CQAJAIAJBEE8NACAAIQMMAQsgACEDA0AgAyAB/QAAAP0LAAAgAUEQaiEBIANBEGohAyACQXBqIgJBD0sNAAsLAkAgAkUNAANAIAMgAS0AADoAACADQQFqIQMgAUEBaiEBIAJBf2oiAg0ACwsgAAsfAEEAKALAhIKAACAAQawBbGogAUEUbGpB6ABqKAIACxEAIABBAnRB7ICCgABqKAIACx8AQQAoAsCEgoAAIABBrAFsaiABQRRsakHkAGooAgALmgEBBH9BACEAQQBBACgCxICCgABBAnQiAUEIakEAKALIgIKAACICQQJqbEEAKAL8gIKAAGwQgoCAgAAiAzYCtIWCgAACQCADRQ0AQQAhAEEAQQAoAsSAgoAAQQAoAoCBgoAAbEEDdBCCgICAACIDNgK8hYKAACADRQ0AQQAgASACbBCCgICAACIANgK4hYKAACAAQQBHIQALIAAL+wMECH8BfgJ/AX0jgICAgABB8AFrIgIkgICAgAAgAkGAg4KAADYCGCACQaiBgoAANgIUIAJB3ISCgAA2AhAgAkHEgIKAADYCCCACQQA2AhwgAkEAKALAhIKAACIDQeQAajYCDCACQSBqIAMoAqQBQcgBEIWAgIAAGiACQYCAgPwDNgLoAQJAIAAgAU4NACAAQQFqIQQgAEEDdCEFA0BBACgCuIGCgAAhBgJAQQAoAoCBgoAAIgdBAUgNACAGIAcgBWwiCGohA0EAKAK8gYKAACAIaiEIQQAhCUJ/QQBBACgCyICCgABrQT9xrYghCgNAIANCADcDACAIQn8gCiAJQQFqIgkgB0gbNwMAIANBCGohAyAIQQhqIQggByAJRw0ACwsgAEEBaiELAkBBACgCyICCgAAiDEEBSA0AIAYgByAAbEEDdGohB0EAIQNBACgC/ICCgAAiCEECdCEGQQAoArCBgoAAIAggBCAMQQJqbEEBamxBAnRqQQxqIQhBACoCnIGCgAAhDQNAIAcgA0EDdkH4////AXFqIgkgCCoCACANXq0gA0E/ca2GIAkpAwCENwMAIAggBmohCCAMIANBAWoiA0cNAAsLIAJBCGogABCLgICAACAEQQFqIQQgBUEIaiEFIAshACALIAFHDQALCyACQfABaiSAgICAAAulAgEFfwJAIAAoAgAiAi0ATEUNACAAKAIMKAIIIgMgAigCBCIEQQJqIAFBAWoiBWwiBiACKAI4IgJsQQJ0aiADIAYgBGogAmxBAnRqIAJBAnQQhYCAgAAaIAAoAgwoAggiAyAAKAIAIgQoAjgiAiAEKAIEIgRBAmogBWxBAWoiBiAEamxBAnRqIAMgBiACbEECdGogAkECdBCFgICAABogACgCACICKAI4IAIoAgRBAmpsIgRBAnQhAwJAIAENACAAKAIMKAIIIgYgBCACKAIAQQFqbEECdGogBiADaiADEIWAgIAAGiAAKAIAIQILIAIoAgBBf2ogAUcNACAAKAIMKAIIIgAgACACKAIEQQJqIAVsIAIoAjhsQQJ0aiADEIWAgIAAGgsLLQBBACgCwISCgAAgAEGsAWxqIgAgAzgCqAEgACACOAJcIAAoAqQBIAE4AsQBC6dLCgx/An0EfwF+BX8Dewd/An4DewF9I4CAgIAAQZAFayIHJICAgIAAAkBBAC0AkIGCgAAgBEYNAEEAIAQ6AJCBgoAAIAdBADYCpAIgB0GAg4KAADYCoAIgB0GogYKAADYCnAIgB0HchIKAADYCmAIgB0EAKALAhIKAACIIQeQAajYClAIgB0HEgIKAADYCkAIgB0GoAmogCCgCpAFByAEQhYCAgAAaIAdBgICA/AM2AvADAkBBACgCxICCgABBAUgNAEEAIQkDQEEAKAKwgYKAAEEAKALIgIKAAEECaiAJQQFqIghsQQAoAvyAgoAAIgpsQQJ0akEAIApBAnQQhICAgAAaQQAoArCBgoAAQQAoAsiAgoAAIgogCkECaiAIbGpBAWpBACgC/ICCgAAiCmxBAnRqQQAgCkECdBCEgICAABogB0GQAmogCRCLgICAACAIIQkgCEEAKALEgIKAAEgNAAsLIAQNAEEAKAKwgYKAAEEAQQAoAvyAgoAAQQAoAsiAgoAAQQJqbEECdCIIEISAgIAAGkEAKAKwgYKAAEEAKALIgIKAAEECakEAKALEgIKAAEEBamxBACgC/ICCgABsQQJ0akEAIAgQhICAgAAaC0EAIAM2AuyEgoAAQQAgAjYC3ISCgABBACABNgLghIKAAAJAAkACQAJAQQAoAsSEgoAAQQBKDQAgBUMAAAAAXiELDAELIAdBvAJqIQxBACENA0AgB0IANwOQAiAHQQA6AMwDQQAoAsCEgoAAIA1BrAFsaiEOAkBBACgC0ICCgAAiD0EBSA0AQQAhECAOKAKgASIRIQRBACESA0AgESASQSRsaiIDKgIQIhNDAACAP1shCUEAIQoCQAJAAkADQCAKIQgCQCAJQQFxDQBBACEJIAhBAWoiCkEJRg0CDAELQQEhCUEFIQogCEEERg0AIAMgCEECdGoqAgAiFEMAAAAAWyEJIAhBAWoiCkEJRw0ACyAUQwAAAABbDQELIAwgBygCkAIiCkEkbGohCUEAIQgDQCAJIAhqIAQgCGoqAgA4AgAgCEEEaiIIQSRHDQALIAcgCkEBajYCkAIgEEH/AXFBAEcgE0MAAAAAXHIhECAHQZACaiAKQQJ0akEIaiEIDAELIAcgBygClAIiCEEBajYClAIgB0GQAmogCEECdGpBGGohCAsgCCASNgIAIARBJGohBCASQQFqIhIgD0cNAAsgByAQOgDMAwsgDigCpAEgB0GQAmpBvQEQhYCAgAAaIA1BAWoiDUEAKALEhIKAACIISA0ACyAFQwAAAABeIQsgCEEASg0BC0EAKALAhIKAACEEDAELQQAoAsCEgoAAIgRBqAFqIQkDQEEBIQoCQCALQQFxDQAgCSoCAEMAAAAAXiEKCyAJQawBaiEJIAohCyAIQX9qIggNAAsgCiELCyAHQYCDgoAANgI4IAdBqIGCgAA2AjQgB0HchIKAADYCMCAHQcSAgoAANgIoIAcgBEHkAGo2AiwgB0EANgI8IAdBKGpBGGogBCgCpAFByAEQhYCAgAAaIAdBgICA/AM2AogCIAdBEGpBwISCgAA2AgAgB0EgakEAKALshIKAADYCACAHQRxqQQAoAtyEgoAANgIAIAdBGGpBACgC4ISCgABBjczlAGxB3+a74wNqNgIAIAdBqIGCgAA2AgggB0HEgIKAADYCBCAHQQAoAsiAgoAAQQJqNgIUIAcgB0EoajYCDCAHIAdBKGo2AgACQCAAQQFIDQAgAkGNzOUAbCEVIABBf2ohFkEAIRcDQAJAIAYgFyAWRnEiGEEBRw0AQQAoAryFgoAAIAcoAjQoAhRBACgCxICCgABBACgCgIGCgABsQQN0EIWAgIAAGiAHKAIoIggoAgBBAUgNAEEAIQkDQCAJQQFqIQQCQCAIKAI8IhJBAUgNAEEAKAK8hYKAACASIAlsQQN0aiEQQQAhAwNAAkAgECADQQN0aikDACIZUA0AIANBBnRBAXIhCgNAQQAoArSFgoAAIAogGXqnaiAHKAIoIggoAgRBAmogBGxqIAgoAjgiCGxBAnQiCWogBygCNCgCCCAJaiAIQQJ0EIWAgIAAGiAZQn98IBmDIhlQRQ0ACwsgA0EBaiIDIBJHDQALIAcoAighCAsgBCEJIAQgCCgCAEgNAAsLAkBBACgCxISCgABBAkgNACAHKAIoIhooAgBBAUgNACAHKAI0IhsoAiAhDUEAIRwgGiEIQQAhDANAIA0gCCgCPCIIIAxsQQN0aiEdAkACQCAaKAJARQ0AAkACQCAaKAI8Ih5BAEoNACAeQX9qIQoMAQsgDSAIIBxsaiEIIB5BAWpBfnEhCSAeQX9qIgr9ESEf/QwAAAAAAQAAAAAAAAAAAAAAISADQAJAICAgH/0+IiH9GwBBAXFFDQAgCEJ/NwMACwJAICEgIP0NAAECAwAAAAAEBQYHAAAAAP0bAkEBcUUNACAIQQhqQn83AwALIAhBEGohCCAg/QwCAAAAAgAAAAAAAAAAAAAA/a4BISAgCUF+aiIJDQALCyAdIApBA3RqQn9BACAaKAIEa0E/ca2INwMADAELIBogGygCECAMIBsoAiggHRCOgICAACAaKAI8IR4LIAxBAWohIgJAIB5BAUgNAEEAISMDQAJAIB0gI0EDdGopAwAiGVANACAjQQZ0ISQDQEEAKALIhIKAACIlICQgGXqnciIPIAcoAigiECgCBCIDQQJqIg4gImxqQQFqIiZqLQAAIScCQCAHKAI0KAIIQQxqIgIgECgCOCIoICZsQQJ0aioCACAQKgJYIhReDQAgEC0ATCERQQAhCANAIAwgCEH/AXFBA24iCmoiBEF/aiEJIA8gCkF9bCAIakH/AXFqIhJBf2ohCgJAAkACQCARQf8BcUUNACAKIANqIANvIQogECgCACIEIAlqIARvIQkMAQsgBEUNASAEIBAoAgBKDQEgEkUNASASIANKDQELIAIgCiAJQQFqIA5sakEBaiIJIChsQQJ0aioCACITIBReRQ0AICUgCWotAAAhJyATIRQLIAhBAWoiCEEJRw0ACwtBACgCzISCgAAgJmogJzoAACAZQn98IBmDIhlQRQ0ACwsgI0EBaiIjIB5HDQALCwJAICIgGigCACIITg0AIBxBCGohHCAHKAIoIQggIiEMDAELCyAIQQFIDQBBACERA0AgGiANIBEgGygCKCAbKAIsIiQQjoCAgAACQAJAIBooAjwiIkEASg0AIBFBAWohEQwBCyANIAcoAigoAjwgEWxBA3RqIQkgJCEIICIhCgNAIAggCCkDACAJKQMAQn+FgzcDACAJQQhqIQkgCEEIaiEIIApBf2oiCg0ACyARQQFqISVBACEmA0ACQCAkICZBA3RqKQMAIhlQDQAgJkEGdCEnA0AgJyAZeqdyIRAgBygCKCIELQBMIQ9BACECQQAoAsyEgoAAIShBASEMQwAAAAAhEyAHKAI0IQ5BACEJA0AgESAJQf8BcUEDbiIIaiIDQX9qIQogECAIQX1sIAlqQf8BcWoiEkF/aiEIAkACQAJAIA9B/wFxRQ0AIAQoAgQiAyAIaiADbyEIIAQoAgAiEiAKaiASbyEKDAELIANBAUgNASADIAQoAgBKDQEgEkUNASASIAQoAgQiA0oNAQsgDSAEKAI8IApsQQN0aiAIQQZ1QQN0aikDACAIQT9xrYhCAYNQDQAgDigCCCAEKAI4IAggCkEBaiADQQJqbGpBAWoiCmxBAnRqQQxqKgIAIRQgDEH/AXEhCEEAIQwCQCAIDQAgFCATXkUNAQsgFEMAAID/IBQgFFsbIRMgKCAKai0AACECCyAJQQFqIglBCUcNAAsgECAEKAIEQQJqICVsaiAoakEBaiACOgAAIBlCf3wgGYMiGVBFDQALCyAmQQFqIiYgIkcNAAsgJSERCyARIBooAgBIDQALCyAHKAIAIggoAggiGigCBCEJIAgoAgAoAgQhCiAaKAIAIQQgByAaKAIQNgIgIAcgBDYCHCAHIApBAmo2AhQgByAJIBdqQY3M5QBsQd/mu+MDaiISNgIYIAgoAgAiCigCACEDAkACQCAHKAIEIgkoAkBBAkYNACAIKAIUIgRBAWqsIAOsIhl+IAgoAhA0AgAiKX+nIQMMAQsgCCgCFCIErCADrCIZfiAIKAIQNAIAIil/pyIRIARBAWqsIBl+ICl/pyIDTg0AA0AgEUEBaiEMAkAgCSgCPEEBSA0AIAgoAgwoAgggCigCBEECaiAMbEEBaiAKKAI4bEECdGohCCAHKAIIIgQoAhAgCigCPCARbEEDdCIKaiEQIAQoAhQgCmohD0EAIQoDQAJAIA8gCkEDdCIEaiIDKQMAIBAgBGoiBCkDACIpQn+FgyIZUA0AIAggCSgCOCAKQQZ0IgkgGXqncmxBAnRqQQAgBygCACgCACgCOEECdBCEgICAABoCQCAZQn98IBmDIhlQDQADQCAIIAcoAgQoAjggCSAZeqdybEECdGpBACAHKAIAKAIAKAI4QQJ0EISAgIAAGiAZQn98IBmDIhlQRQ0ACwsgBCkDACEpIAcoAgQhCQsgAyApNwMAIApBAWoiCiAJKAI8SA0ACyAHKAIAIQgLIAggERCLgICAACAMIAcoAgAiCCgCFCIEQQFqrCAIKAIAIgo0AgAiGX4gCCgCEDQCACIpf6ciA04NASAHKAIEIQkgDCERDAALCwJAIAMgGSAErH4gKX+nIiZMDQAgGigCAEGNzOUAbEHf5rvjA2ohESAaKAIQIQwgJkEDdCEiIAcoAgQhJSAHKAIIIQkDQCAJKAIcIQQgCSgCGCIIIAooAjwiECAmbEEDdCIDaiECAkACQCAlKAJADQAgJSAJKAIQICYgCSgCKCACEI6AgIAAIAcoAgQiJSgCPCEKDAELAkACQCAlKAI8IgpBAEoNACAKQX9qIRAMAQsgCCAQICJsaiEIIApBAWpBfnEhCSAKQX9qIhD9ESEf/QwAAAAAAQAAAAAAAAAAAAAAISADQAJAICAgH/0+IiH9GwBBAXFFDQAgCEJ/NwMACwJAICEgIP0NAAECAwAAAAAEBQYHAAAAAP0bAkEBcUUNACAIQQhqQn83AwALIAhBEGohCCAg/QwCAAAAAgAAAAAAAAAAAAAA/a4BISAgCUF+aiIJDQALCyACIBBBA3RqQn9BACAlKAIEa0E/ca2INwMACwJAAkAgCkEBTg0AQQAhDQwBCyAEIANqISggJSgCPCIIQQEgCEEBShshJ0EAIRAgBygCACEkQQAhDQNAAkACQCACIBBBA3QiDmopAwAiKlBFDQBCACEZDAELAkAgJS0ATUUNACAqIRkMAQsCQCAkKAIAIggoAlQiAw0AIBIgESAMIBBBBnQgJiAqEI+AgIAAIRkMAQsgJCgCCCIKKAIMIBBBBnRqIANwIQkgCigCCCAmaiAIKAJQcCEPQQAhCEIAIRkDQAJAQn9BwAAgAyAJayIKQcAAIAhrIgQgCiAESRsiCmutiCAIrYYgKoMiKVANACASIBEgDCAJIAhrIA8gKRCPgICAACAZhCEZC0EAIQkgCiAIaiIIQcAASQ0ACwsgKCAOaiAZNwMAIA0gGXunaiENIBBBAWoiECAnRw0ACwsgBygCCCIJKAIwICZBAWoiJkECdGogDTYCACAiQQhqISIgJiAHKAIAIggoAhRBAWqsIAgoAgAiCjQCAH4gCCgCEDQCAH+nSA0ACwsgCBCQgICAAAJAIAcoAgAiAygCFA0AIAcoAggoAjAiCEEANgIAIAMoAgAiBCgCAEEBSA0AIAhBBGohCEEAIQlBACEKA0AgCCAIKAIAIAlqIgk2AgAgCEEEaiEIIApBAWoiCiAEKAIASA0ACwsgAxCQgICAAAJAIAcoAgAiDSgCFCIJrCANKAIAIg8oAgAiCqwiGX4gDSgCECIOKAIAIgOsIil/pyIIIAlBAWqsIBl+ICl/p04NACANKAIMIREgBygCCCgCHCECA0ACQAJAIA8oAjwiBEEASg0AIAhBAWohCAwBCyACIAQgCGxBA3RqIQMgDygCBEECaiAIQQFqIgxsQQFqIRAgESgCOCARKAIwIAhBAnRqKAIAQQJ0aiEIQQAhCgNAAkAgAyAKQQN0aikDACIZUA0AIBAgCkEGdGohCQNAIAggCSAZeqdqNgIAIAhBBGohCCAZQn98IBmDIhlQRQ0ACwsgCkEBaiIKIARHDQALIA4oAgAhAyANKAIUIQkgDygCACEKIAwhCAsgCCAJQQFqrCAKrH4gA6x/p0gNAAsLIA0QkICAgABBBCAHKAIIIgkoAjAgBygCBCIPKAIAQQJ0aigCACIIIAcoAgAiCigCECgCACIEakF/aiAEbSIEQQNqQXxxIgMgBEEESCIEGyAKKAIUIhBBAWpsIhEgCCARIAhIGyIRIBBBAnQgAyAQbCAEGyIEIAggBCAISBsiBGsiCEHfAGpB4ABtIQMCQCAIQb4BakG/AUkNACAIIANqQX9qIANtQQNqQQRtIQMgESAETA0AIANBAnQhCiADQQR0IQwgBEECdCEDAkADQCAHIAkoAjggA2ogCCAKIAggCkgbIAkoAkwgEEHIAGxqIAkoAjwgDygCOCAEbEECdGoQkYCAgAAgBCAKaiIEIBFODQEgCCAKayEIIAMgDGohAyAHKAIAKAIUIRAgBygCBCEPIAcoAgghCQwACwsgBygCACEKCyAKEJCAgIAAAkAgBygCBCIMKAJAIhtBAUYNAAJAIAcoAgAiHCgCFCIIrCAcKAIAIgk0AgAiGX4gHCgCEDQCACIpf6ciDSAIQQFqrCAZfiApf6ciJU4NACAMKAI4IiRBAnQhCiAJKAI8IiZBA3QhDiAHKAIIIggoAjxBDGohIiAIKAIYICYgDWxBA3QiCWohAiAIKAIcIiMgCWohKCAIKAIQIh4gCWohJyAIKAIwIR0gDCgCPCEQA0ACQCAQQQFIDQAgIyAmIA1sQQN0IghqIQ8gHiAIaiERIAIhCSAoIQQgJyEIIBAhAwNAIAggCSkDACAEKQMAQn+FgyAIKQMAgzcDACAJQQhqIQkgBEEIaiEEIAhBCGohCCADQX9qIgMNAAsgIiAkIB0gDUECdGooAgBsQQJ0aiEIQQAhBANAAkAgDyAEQQN0IglqKQMAIhlQDQAgESAJaiIDKQMAISkgDCoCWCEUA0AgCCoCACAUXq0gGXqGICmEISkgCCAKaiIJIQggGUJ/fCAZgyIZUEUNAAsgAyApNwMAIAkhCAsgBEEBaiIEIBBHDQALCyACIA5qIQIgKCAOaiEoICcgDmohJyANQQFqIg0gJUcNAAsLIBsNACAcEJCAgIAAIAcoAgQiDy0ATSEOIBooAgAhAiAaKAIQIQ1CACEZAkAgBygCACIIKAIUIgqsIAgoAgAiCTQCACIpfiAIKAIQNAIAIip/pyIDIApBAWqsICl+ICp/p04NACADQQN0IRBCACEZA0AgBygCCCIIKAIYIREgCCgCICEMIA8gCCgCECADIAgoAiggCCgCJCIIIAkoAjwiCSADbEEDdGoQjoCAgAACQCAHKAIEIg8oAjwiBEEBSA0AIBEgCSAQbCIKaiEJIAggCmohCCAMIApqIQoDQCAKIAkpAwAgCCkDAEJ/hYM3AwAgCCAIKQMAIAkpAwCDNwMAIAlBCGohCSAIQQhqIQggCikDACAZhCEZIApBCGohCiAEQX9qIgQNAAsLIBBBCGohECADQQFqIgMgBygCACIIKAIUIgpBAWqsIAgoAgAiCTQCAH4gCCgCEDQCAH+nSA0ACwsgBygCCCgCSCAKaiAZQgBSOgAAIAgQkICAgAAgBygCACIQKAIQKAIAIgRBAUgNACACQY3M5QBsQfOJ2q8FQd/mu+MDIA4baiEOQQAhCCAHKAIIIQpBACEJAkADQAJAIAlBAXENACAKKAJIIAhqLQAAIgNBAEchCSAIQQFqIgggBEcNASADDQIMAwtBASEJIAhBAWoiCCAERw0ACwsCQCAQKAIUDQACQCAHKAIEIiUoAgBBAUgNACAKKAJMICUoAhBBAnRqQRhqKAIAIQRBACERQQAhCQNAICUgCigCICARIAooAiggCigCLCInEI6AgIAAAkACQAJAIAcoAgQiJSgCPEEBSA0AIAcoAggoAhggBygCACIiKAIAIiYoAjwgEWxBA3RqISRBACECA0AgJyACQQN0IghqIiggKCkDACAkIAhqKQMAQn+FgyIqNwMAAkAgKlANAAJAAkAgJigCVCIPDQAgEiAOIA0gAkEGdCARICoQj4CAgAAhKQwBCyAiKAIIIggoAgwgAkEGdGogD3AhCiAIKAIIIBFqICYoAlBwIQxBACEIQgAhKQNAAkBCf0HAACAPIAprIgNBwAAgCGsiECADIBBJGyIDa62IIAithiAqgyIZUA0AIBIgDiANIAogCGsgDCAZEI+AgIAAICmEISkLQQAhCiADIAhqIghBwABJDQALCyAoICk3AwALIAJBAWoiAiAlKAI8Ig9IDQALIA9BAEoNAQsgEUEBaiERDAELIBFBAWohEUEAIRADQAJAICcgEEEDdGopAwAiGVANACAQQQZ0QQFyIQMDQCAHQZACaiAJQQJ0aiADIBl6p2ogBygCACgCACgCBEECaiARbGo2AgACQCAJQQFqIglB4ABHDQAgByAHQZACakHgACAHKAIIKAJMIAQQkYCAgABBACEIIAdBkAJqIQkDQAJAIAcoAgQiCigCOCAIbEECdCAEakEMaioCACAKKgJYXkUNACAHKAIAIAogBygCCCAJKAIAEJKAgIAACyAJQQRqIQkgCEEBaiIIQeAARw0AC0EAIQkLIBlCf3wgGYMiGVBFDQALCyAQQQFqIhAgD0cNAAsgBygCBCElCwJAIBEgJSgCAE4NACAHKAIIIQoMAQsLIAlBAEwNACAHIAdBkAJqIAkgBygCCCgCTCAEEJGAgIAAQQAhCCAHQZACaiEKA0ACQCAHKAIEIgMoAjggCGxBAnQgBGpBDGoqAgAgAyoCWF5FDQAgBygCACADIAcoAgggCigCABCSgICAAAsgCkEEaiEKIAkgCEEBaiIIRw0ACwsgBygCACEQCyAQEJCAgIAACyAHKAIEIQQCQAJAAkAgBygCACISKAIUIgKsIBIoAgAiEDQCACIpfiASKAIQNAIAIip/pyIOIAJBAWqsICl+ICp/pyINSA0AIAcoAgghDAwBCyAOQQN0IQ8gBCgCPCEoQgAhGSAHKAIIIQwgDiERA0ACQCAoQQFIDQAgDEEYQSQgBCgCQBtqKAIAIBAoAjwgD2wiCmohCCAMKAIcIApqIQkgDCgCFCAKaiEKICghAwNAIAopAwAgCSkDAIQgCCkDAEJ/hYMgGYQhGSAJQQhqIQkgCkEIaiEKIAhBCGohCCADQX9qIgMNAAsLIA9BCGohDyARQQFqIhEgDUcNAAsgGVANACAOQQFqISQDQCAOQQFqISYCQCAoQQFIDQAgDEEYQSQgBCgCQBtqKAIAIBAoAjwgDmxBA3QiCGohAiASKAIMKAIIIgkgECgCBEECaiIKICZsQQFqIBAoAjgiA2xBAnRqIREgDCgCHCAIaiEnIAwoAhQgCGohJSAEKAI4IhBBAnQhDyAJIAMgJCAKbEEBamxBAnRqIQ0gDCgCPCAMKAIwIA5BAnRqKAIAIBBsQQJ0aiEKQQAhDgNAAkAgJyAOQQN0IghqKQMAIhlQDQAgDkEGdCEMIAIgCGohEgNAAkAgEikDACAZeiIpiEIBg1ANACAEKAI4QQFIDQAgDSAMICmnciAQbEECdGohA0EAIQhBACEJA0AgAyAIaiAKIAhq/QAEAP0LBAAgCEEQaiEIIAlBBGoiCSAHKAIEIgQoAjhIDQALCyAKIA9qIQogGUJ/fCAZgyIZUEUNAAsLIA5BAWoiDiAoRw0ACyAEKAI8QQFIDQBBACEJA0ACQCAlIAlBA3QiCGopAwAgAiAIaikDAEJ/hYMiGVANACAJQQZ0IQgDQCARIAggGXqnciAQbEECdGpBACAHKAIAKAIAKAI4QQJ0EISAgIAAGiAZQn98IBmDIhlQRQ0ACyAHKAIEIQQLIAlBAWoiCSAEKAI8SA0ACwsgJiAHKAIAIhIoAhQiAkEBaqwgEigCACIQNAIAIil+IBIoAhA0AgAiKn+nIg1ODQIgJEEBaiEkIAQoAjwhKCAHKAIIIQwgJiEODAALCyAMKAIwIgggDkECdGooAgAiDyAIIA1BAnRqKAIAIhFODQAgBCgCOCIQIA9sIRIgECEDA0ACQCADQQFIDQAgDCgCCCAMKAI4IA9BAnRqKAIAIBBsQQJ0aiEIIAwoAjwgEkECdGohCUEAIQoDQCAIIAn9AAQA/QsEACAIQRBqIQggCUEQaiEJIApBBGoiCiAHKAIEIgQoAjgiA0gNAAsLAkAgD0EBaiIPIBFGDQAgEiAQaiESIAcoAgghDAwBCwsgBygCACISKAIUIgJBAWqsIBIoAgAiEDQCACIpfiASKAIQNAIAIip/pyENCwJAIA0gKSACrH4gKn+nIg9MDQAgD0EDdCERA0AgECgCPCEQIAcoAggiCSgCECEMIAQqAlghFAJAIAQoAjwiDUEBSA0AIAlBGEEkIAQoAkAbaigCACAQIBFsIgNqIQggCSgCFCADaiEKIAwgA2ohCSANIQMDQCAKIAgpAwA3AwAgCSAIKQMAIhkgCSkDAIMgGUJ/hUIAIBRDAAAAAF0bhDcDACAIQQhqIQggCkEIaiEKIAlBCGohCSADQX9qIgMNAAsLAkAgFEMAAAAAXUUNACANQQN0IAwgECAPbEEDdGpqQXhqIghCf0EAIAQoAgRrQT9xrYggCCkDAIM3AwALIBIgDxCLgICAACAPQQFqIg8gBygCACISKAIUQQFqrCASKAIAIhA0AgB+IBIoAhA0AgB/p04NASARQQhqIREgBygCBCEEDAALCyASEJCAgIAAAkBBACgCxISCgABBAkgNACAHKAIoIggoAgBBAUgNAEEAIQkDQCAJQQFqIQoCQCAIKAI8IgNBAUgNACAHKAI0KAIUIAMgCWxBA3RqIRJBACEEA0ACQCASIARBA3RqKQMAIhlQDQAgBEEGdEEBciEJA0BBACgCyISCgAAgCSAZeqdqIAcoAigoAgRBAmogCmxqIghqQQAoAsyEgoAAIAhqLQAAOgAAIBlCf3wgGYMiGVBFDQALCyAEQQFqIgQgA0cNAAsgBygCKCEICyAKIQkgCiAIKAIASA0ACwsCQCALRQ0AIAcoAigiBCgCAEEBSA0AIBcgAWpBjczlAGxB3+a74wNq/REhK0EAISRBASEOIAQhCANAICRBAWohDQJAIAQoAjwiJ0EBSA0AIAcoAjQiCSgCFCAIKAI8ICRsQQN0IghqISUgCSgCECAIaiEmICRBEHQhAkEAISgDQAJAICUgKEEDdCIIaikDACIZUA0AIChBBnQhDCAmIAhqIQMDQCAMIBl6IimnciIJIAcoAigiCCgCBEECaiIQIA1sakEBaiIRIAgoAjgiD2xBAnQhEiAHKAI0KAIIIQhBACEKAkBBACgCxISCgABBAkgNAEEAKALIhIKAACARai0AACEKCyAIIBJqIRICQCAEKAI4QQFIDQAgCCAPIAkgDiAQbGpBAWpsQQJ0aiEIIAkgAmpBjczlAGxB3+a74wNq/REhLEEAKALAhIKAACAKQawBbGoqAqgBIAWS/RMhLUEAIQogFSEJA0AgCCAI/QAEACAtIAn9Ef0MxNfQQim8MkmOoJRP84T2Vf2uASIhICv9tQEgLP2uASIgICH9tQEgK/2uASIfICD9tQEgIf2uASIhQRD9rQEgIf1RIB9BEP2tASAf/VH9tQEgIEEQ/a0BICD9Uf2uAUEI/a0B/foB/QwAAAA0AAAANAAAADQAAAA0/eYB/QwAAIC/AACAvwAAgL8AAIC//eQB/eYB/eQB/QsEACAJQZSjnswBaiEJIAhBEGohCCAKQQRqIgogBCgCOEgNAAsLIAMgAykDACIqQgEgKYaEICpCfiApiYMgEioCDCAEKgJYXhs3AwAgGUJ/fCAZgyIZUEUNAAsLIChBAWoiKCAnRw0ACwsgB0EoaiAkEIuAgIAAIA0gBCgCAE4NASAOQQFqIQ4gBygCKCEIIA0hJAwACwsCQCAYRQ0AQQAoAriFgoAAQQAgBygCKCInKAIAICcoAgRsQQJ0EISAgIAAGiAnKAIAIhpBAUgNAEEAISNBACgCvIWCgAAhHCAnKAI8ISYgBygCNCEdIAcoAighJQNAAkACQCAmQQBKDQAgI0EBaiEjDAELICNBAWohHiAdKAIUICUoAjwgI2xBA3QiCGohJCAcIAhqISJBACEoQQAoAriFgoAAIQ9BACgCtIWCgAAhAgNAAkAgJCAoQQN0IghqKQMAICIgCGopAwAiKoQiKVANACAoQQZ0IRIgJygCBCAjbCEQICUoAgRBAmogHmxBAWohESAnKAI4IQwgJSgCOCENIB0oAgghDiAnKAIIIgOyIS4DQCASICl6IhmnciEEAkACQCADQQFODQBDAAAAACETDAELQgEgGYYgKoMhGSACIBEgBGoiCCAMbEECdGohCSAOIAggDWxBAnRqIQhDAAAAACETIAMhCgNAIAgqAgAhFAJAIBlQDQAgFCAJKgIAkyEUCyAIQQRqIQggCUEEaiEJIBMgFIuSIRMgCkF/aiIKDQALCyAPIAQgEGpBAnRqIBMgLpU4AgAgKUJ/fCApgyIpUEUNAAsLIChBAWoiKCAmRw0ACyAeISMLICMgGkcNAAsLIBdBAWoiFyAARw0ACwsgB0GQBWokgICAgAALqgQCBn8FfiACQX9qIQUgACgCACEGAkACQAJAIAJBAUgNACAGIAJODQELIAMhByAALQBMRQ0BIAZBACAGayACQQFIGyAFaiEFCyABIAAoAjwgBWxBA3RqIQcLAkACQAJAIAJBAEgNACACIQUgBiACSg0BCyADIQggAC0ATEUNASAGQQAgBmsgAkEASBsgAmohBQsgASAAKAI8IAVsQQN0aiEICyACQQFqIQUCQAJAAkAgAkF/SA0AIAYgBUoNAQsCQCAALQBMDQAgACgCPCEJDAILIAZBACAGayACQX9IGyAFaiEFCyABIAAoAjwiCSAFbEEDdGohAwsgACgCBCEKIAgpAwAgBykDAIQgAykDAIQiCyEMAkAgCUEBSA0AIANBCGohAyAIQQhqIQEgB0EIaiEFQQAhAkIAIQ0gBCEGIAshDgNAQgAhDwJAIAJBAWoiAiAJTg0AIAEpAwAgBSkDAIQgAykDAIQhDwsgBiAOQgGGIA6EIA5CAYiEIA1CP4iEIA9CP4aENwMAIANBCGohAyABQQhqIQEgBUEIaiEFIAZBCGohBiAOIQwgDiENIA8hDiAJIAJHDQALCwJAAkAgAC0ATA0AIAlBf2ohAgwBCyAEIAlBf2oiAkEDdGoiBiAGKQMAIAtCAYMgCkF/akE/ca0iDoaENwMAIAQgBCkDACAMIA6IQgGDhDcDAAsgBCACQQN0aiICIAIpAwBCf0EAIAprQT9xrYiDNwMAC6YCBAJ/BXsCfgN7I4CAgIAAQRBrIQZBACEHA0AgBiAI/QsEACAGIAdBA3FBAnRyIAc2AgAgBv0ABAAhCCAHQQFqIgdBBEcNAAsgAyAEQRB0aiEHIAH9ESIJIAD9ESIK/bUBIQsgAv0RIQxCACENQnwhDgNAAkAgBSAOQgR8Ig6IQg+DUA0AIAf9ESAI/a4B/QwNZhkADWYZAA1mGQANZhkA/bUBIAv9rgH9DF/zbjxf8248X/NuPF/zbjz9rgEiDyAJ/bUBIAr9rgEiECAP/bUBIAn9rgEiEUEQ/a0BIBH9USAQQRD9rQEgEP1R/bUBIA9BEP2tASAP/VH9rgFBCP2tASAM/Tr9pAGtIA6GIA2EIQ0LIAdBBGohByAOQjxUDQALIA0gBYMLkgEBA38CQAJAIAAoAhAiASgCAEEBRg0AIAEoAoABIQIgACgCECIBIAEoAkBBAWoiATYCQCABIAAoAhAiAygCAEYNASADKAKAASACRw0AQQAhAQNAIAEgACgCECgCBBGAgICAAAAgAUEBaiEBIAAoAhAoAoABIAJGDQALCw8LIANBADYCQCAAKAIQIAJBAWo2AoABC6oHAgx/A3sjgICAgABBEGsiBSSAgICAAAJAAkAgAEEQaigCACIGKAIEIgdBAUcNACAGKAIAIgcgB0HkAGogBygCpAEgACgCDCgCDCgCCCABIAIgAyAEEJOAgIAADAELIAdBAUgNACACQQFIDQAgACgCDCgCACgCOCIIQQJ0IQlBACEKQQAhCwNAIAYoAgwhDCABIQdBACENQQAhDgNAAkAgCiAMIAcoAgAiD2otAABHDQAgBigCECAOQQJ0IhBqIA82AgAgBigCFCAQaiANNgIAIA5BAWohDgsgB0EEaiEHIAIgDUEBaiINRw0ACwJAIA4gAkYNAAJAIA5FDQAgBigCACAKQawBbGoiByAHQeQAaiAHKAKkASAAKAIMKAIMKAIIIAYoAhAgDiADIAYoAhgQk4CAgAAgDkEBSA0AQQAhB0EAIQ0gDiEPA0AgBCAAKAIQIgYoAhQgB2ooAgAgCGxBAnRqIAYoAhggDWogACgCDCgCACgCOEECdBCFgICAABogB0EEaiEHIA0gCWohDSAPQX9qIg8NAAsLIApBAWoiCiAAKAIQIgYoAgRODQIgDiALaiILIAJIDQEMAgsLIAYoAgAgCkGsAWxqIgcgB0HkAGogBygCpAEgACgCDCgCDCgCCCABIAIgAyAEEJOAgIAACwJAIAAoAgQiBy0ATUUNACACQQFIDQAgACgCCCgCCCEIQQAhCSAHKAI4IgZBAUghCwNAAkAgCw0AIAEgCUECdGohDCAEIAkgBmxBAnRqIRBBACENA0AgACgCFCEPIAwoAgAhDkEAIQcDQCAFIBH9CwQAIAUgB0EDcUECdHIgBzYCACAF/QAEACERIAdBAWoiB0EERw0ACyAQIA1BAnQiB2oiCiAK/QAEACAIIA4gBmxBAnRqIAdq/QAEACAA/QkCHCARIA1BAXL9Ef2uAf0MuXk3nrl5N565eTeeuXk3nv21Af2uAf0MDWYZAA1mGQANZhkADWYZAP21Af0MX/NuPF/zbjxf8248X/NuPP2uASISIAD9CQIYIhP9tQEgDiAPbSIHQRB0IA4gByAPbGtqQY3M5QBsQdKaorJ9av0R/a4BIhEgEv21ASAT/a4BIhMgEf21ASAS/a4BIhJBEP2tASAS/VEgE0EQ/a0BIBP9Uf21ASARQRD9rQEgEf1R/a4BQQj9rQEgAP0JAiD9Ov1S/QsEACANQQRqIg0gBkgNAAsLIAlBAWoiCSACRw0ACwsgBUEQaiSAgICAAAv8AQEIfyADIAEoAgQiBEECaiIFbSIGIAVsQX9zIANqIQcgBkF/aiEIQQAhAyABLQBMQf8BcSEJA0AgCCADQf8BcUEDbiIFaiIKQX9qIQYgByAFQX1sIANqQf8BcWoiC0F/aiEFAkACQAJAIAlFDQAgBSAEaiAEbyEFIAEoAgAiCiAGaiAKbyEGDAELIApBAUgNASAKIAEoAgBKDQEgC0EBSA0BIAsgBEoNAQsgAigCJCAAKAIAKAI8IAZsQQN0IgZqIAVBBnVBA3QiCmoiCyALKQMAIAIoAiAgBmogCmopAwBCASAFQT9xrYaDhDcDAAsgA0EBaiIDQQlHDQALC+M1DQt/AXsBfwJ7An8SewF/CXsBfwZ7AX8IewJ9I4CAgIAAQYAFayIIJICAgIAAIAYoAgAhCQJAAkACQCACKAIAIgpBA0oNAAJAIApBA0YNAEEBIQsCQCAKQQFKDQAgACgCOCEMAkAgCkEBRg0AIAVBAUgNBSACQRhqIQ1BACEOIAxBAUghDwNAAkAgDw0AIAMgBCAOQQJ0aigCACAMbEECdGohECACKAIEIRFBACESA0ACQCARQQFIDQAgECASQQJ0Igpq/QAEACETIAkgCmohC0EAIRQgDSEKA0AgCyAKKAIAIAxsQQJ0aiAT/QsEACAKQQRqIQogFEEBaiIUIAIoAgQiEUgNAAsLIBJBBGoiEiAMSA0ACwsgCSAAKAIkQQJ0aiEJIA5BAWoiDiAFRw0ADAYLCyACQSxqIREgACgCBCELQQAhCiAIQcAAaiEUA0AgFCARIApq/QkCAP0MAAAAAAAAAAAAAAAAAAAAACIV/eQBIBP9DQABAgMAAQIDAAECAwABAgP9CwQAIBRBEGohFCAKQQRqIgpBJEcNAAwECwsgAkEsaiESIAAoAgQhECAAKAI4IRRBACEKA0AgEiAKQSRsaiERIAhBwABqIApBkAFsaiEKQQAhDANAIAogESAMav0JAgD9DAAAAAAAAAAAAAAAAAAAAAAiFv3kASAT/Q0AAQIDAAECAwABAgMAAQID/QsEACAKQRBqIQogDEEEaiIMQSRHDQALQQEhCiALQQFxIQxBACELIAwNAAsgBUEBSA0DIAJBGGohF0EAIRggCEGQAmr9AAQAIRkgCEHQAmr9AAQAIRogCEHAAmr9AAQAIRsgCEGwAmr9AAQAIRwgCEGgAmr9AAQAIR0gCEGAAmr9AAQAIR4gCEHwAWr9AAQAIR8gCEHgAWr9AAQAISAgCP0ABIABISEgCP0ABMABISIgCP0ABLABISMgCP0ABKABISQgCP0ABJABISUgCP0ABHAhJiAI/QAEYCEnIAj9AARQISggCP0ABNABISkgCP0ABEAhKiAUQQFIIStBACAQQQJqIBRsIg9rQQJ0IQ1BACAUa0ECdCEQA0ACQCArDQAgAyAEIBhBAnRqKAIAIBRsQQJ0aiEOQQAhEgNAIA4gEkECdCILaiIKIA1qIgwgEGr9AAQAIhUgKv3mASAW/eQBIAz9AAQAIiwgKP3mAf3kASAKIBRBAnQiEWoiDCANav0ABAAiLSAn/eYB/eQBIAogEGr9AAQAIi4gJv3mAf3kASAM/QAEACIvICX95gH95AEgCiAPQQJ0aiIMIBBq/QAEACIwICT95gH95AEgDP0ABAAiMSAj/eYB/eQBIAwgEWr9AAQAIjIgIv3mAf3kASAK/QAEACITICH95gH9DAAAAIAAAACAAAAAgAAAAIAiMyACLQC8ASIKG/3kASE0IBUgKf3mASAW/eQBICwgIP3mAf3kASAtIB/95gH95AEgLiAe/eYB/eQBIC8gHf3mAf3kASAwIBz95gH95AEgMSAb/eYB/eQBIDIgGv3mAf3kASATIBn95gEgMyAKG/3kASEVAkAgAigCBEEBSA0AIAkgC2ohEUEAIQwgFyEKA0AgESAKKAIAIBRsQQJ0aiAT/QsEACAKQQRqIQogDEEBaiIMIAIoAgRIDQALCyAJIAIoAgggFGxBAnRqIAtqIDT9CwQAIAkgAigCDCAUbEECdGogC2ogFf0LBAAgEkEEaiISIBRIDQALCyAJIAAoAiRBAnRqIQkgGEEBaiIYIAVHDQAMBAsLIAJBLGohESAAKAIEIRAgACgCOCEUQQAhEiAIQcAAaiELA0AgCyEKQQAhDANAIAogESAMav0JAgD9DAAAAAAAAAAAAAAAAAAAAAAiFf3kASAT/Q0AAQIDAAECAwABAgMAAQID/QsEACAKQRBqIQogDEEEaiIMQSRHDQALIAtBkAFqIQsgEUEkaiERIBJBAWoiEkEDRw0ACyAFQQFIDQIgAkEYaiEYQQAhNSAIQZACaiELIAhBIGohKyAIQeADav0ABAAhNCAIQdACav0ABAAhGSAIQdADav0ABAAhGiAIQcACav0ABAAhGyAIQcADav0ABAAhHCAIQbACav0ABAAhHSAIQbADav0ABAAhHiAIQaACav0ABAAhHyAIQZADav0ABAAhICAIQYACav0ABAAhISAIQYADav0ABAAhIiAIQfABav0ABAAhIyAIQfACav0ABAAhJCAIQeABav0ABAAhJSAIQcAAakGQAWr9AAQAISYgCP0ABIABITYgCP0ABMABIScgCP0ABLABISggCP0ABKABISkgCP0ABJABISogCP0ABHAhNyAI/QAEYCE4IAj9AARQITkgCP0ABOACITogCP0ABEAhOyAUQQFIITxBACAQQQJqIBRsIhdrQQJ0IQ5BACAUa0ECdCENA0ACQCA8DQAgAyAEIDVBAnRqKAIAIBRsQQJ0aiEPQQAhEANAIA8gEEECdCISaiIK/QAEACETIAggCiAOaiIMIA1q/QAEACIsIDr95gEgFf3kASAM/QAEACItICT95gH95AEgCiAUQQJ0IgxqIhEgDmr9AAQAIi4gIv3mAf3kASAKIA1q/QAEACIvICD95gH95AEgEf0ABAAiMCAe/eYB/eQBIAogF0ECdGoiCiANav0ABAAiMSAc/eYB/eQBIAr9AAQAIjIgGv3mAf3kASAKIAxq/QAEACIzIDT95gH95AH9CwQgIAggLCAm/eYBIBX95AEgLSAl/eYB/eQBIC4gI/3mAf3kASAvICH95gH95AEgMCAf/eYB/eQBIDEgHf3mAf3kASAyIBv95gH95AEgMyAZ/eYB/eQBIhb9CwQQICwgO/3mASAV/eQBIC0gOf3mAf3kASAuIDj95gH95AEgLyA3/eYB/eQBIDAgKv3mAf3kASAxICn95gH95AEgMiAo/eYB/eQBIDMgJ/3mAf3kASEsAkAgAi0AvAFFDQAgCCAsIBMgNv3mAf3kASIs/QsEAEEAIQogKyEMA0AgDEFwaiAWIBMgCyAKav0ABAD95gH95AH9CwQAIApBkAFGDQEgCkGQAWohCiAM/QAEACEWIAxBEGohDAwACwsCQCACKAIEQQFIDQAgCSASaiERQQAhDCAYIQoDQCARIAooAgAgFGxBAnRqIBP9CwQAIApBBGohCiAMQQFqIgwgAigCBEgNAAsLIAkgAigCCCAUbEECdGogEmogLP0LBAAgCSACKAIMIBRsQQJ0aiASaiAI/QAEEP0LBAAgCSACKAIQIBRsQQJ0aiASaiAI/QAEIP0LBAAgEEEEaiIQIBRIDQALCyAJIAAoAiRBAnRqIQkgNUEBaiI1IAVHDQAMAwsLIAJBLGohESAAKAIEIRAgACgCOCEUQQAhEiAIQcAAaiELA0AgCyEKQQAhDANAIAogESAMav0JAgD9DAAAAAAAAAAAAAAAAAAAAAAiFf3kASAT/Q0AAQIDAAECAwABAgMAAQID/QsEACAKQRBqIQogDEEEaiIMQSRHDQALIAtBkAFqIQsgEUEkaiERIBJBAWoiEkEERw0ACyAFQQFIDQEgAkEYaiEXQQAhKyAIQSBqIRggCEHwBGr9AAQAITQgCEHgA2r9AAQAIRkgCEHQAmr9AAQAIRogCEHgBGr9AAQAIRsgCEHQA2r9AAQAIRwgCEHAAmr9AAQAIR0gCEHQBGr9AAQAIR4gCEHAA2r9AAQAIR8gCEGwAmr9AAQAISAgCEHABGr9AAQAISEgCEGwA2r9AAQAISIgCEGgAmr9AAQAISMgCEGgBGr9AAQAISQgCEGQA2r9AAQAISUgCEGAAmr9AAQAISYgCEGQBGr9AAQAIScgCEGAA2r9AAQAISggCEHwAWr9AAQAISkgCEGABGr9AAQAISogCEHwAmr9AAQAITcgCEHgAWr9AAQAITggCP0ABIABIT0gCP0ABMABITkgCP0ABLABITogCP0ABKABITsgCP0ABJABITYgCP0ABHAhPiAI/QAEYCE/IAj9AARQIUAgCP0ABPADIUEgCP0ABOACIUIgCP0ABNABIUMgCP0ABEAhRCAUQQFIITVBACAQQQJqIBRsIg9rQQJ0IQ1BACAUa0ECdCEQA0ACQCA1DQAgAyAEICtBAnRqKAIAIBRsQQJ0aiEOQQAhEgNAIA4gEkECdCILaiIK/QAEACETIAggCiANaiIMIBBq/QAEACIsIEH95gEgFf3kASAM/QAEACItICr95gH95AEgCiAUQQJ0IgxqIhEgDWr9AAQAIi4gJ/3mAf3kASAKIBBq/QAEACIvICT95gH95AEgEf0ABAAiMCAh/eYB/eQBIAogD0ECdGoiCiAQav0ABAAiMSAe/eYB/eQBIAr9AAQAIjIgG/3mAf3kASAKIAxq/QAEACIzIDT95gH95AH9CwQwIAggLCBC/eYBIBX95AEgLSA3/eYB/eQBIC4gKP3mAf3kASAvICX95gH95AEgMCAi/eYB/eQBIDEgH/3mAf3kASAyIBz95gH95AEgMyAZ/eYB/eQB/QsEICAIICwgQ/3mASAV/eQBIC0gOP3mAf3kASAuICn95gH95AEgLyAm/eYB/eQBIDAgI/3mAf3kASAxICD95gH95AEgMiAd/eYB/eQBIDMgGv3mAf3kASIW/QsEECAsIET95gEgFf3kASAtIED95gH95AEgLiA//eYB/eQBIC8gPv3mAf3kASAwIDb95gH95AEgMSA7/eYB/eQBIDIgOv3mAf3kASAzIDn95gH95AEhLAJAIAItALwBRQ0AIAggLCATID395gH95AEiLP0LBABB0AEhCiAYIQwDQCAMQXBqIBYgEyAIQcAAaiAKav0ABAD95gH95AH9CwQAIApB8ANGDQEgCkGQAWohCiAM/QAEACEWIAxBEGohDAwACwsCQCACKAIEQQFIDQAgCSALaiERQQAhDCAXIQoDQCARIAooAgAgFGxBAnRqIBP9CwQAIApBBGohCiAMQQFqIgwgAigCBEgNAAsLIAkgAigCCCAUbEECdGogC2ogLP0LBAAgCSACKAIMIBRsQQJ0aiALaiAI/QAEEP0LBAAgCSACKAIQIBRsQQJ0aiALaiAI/QAEIP0LBAAgCSACKAIUIBRsQQJ0aiALaiAI/QAEMP0LBAAgEkEEaiISIBRIDQALCyAJIAAoAiRBAnRqIQkgK0EBaiIrIAVHDQAMAgsLIAVBAUgNACACQRhqIRcgCP0ABMABISwgCP0ABLABIS0gCP0ABKABIS4gCP0ABJABIS8gCP0ABHAhMCAI/QAEYCExIAj9AARQITIgCP0ABEAhMyAI/QAEgAEhNCAMQQFIIStBACALQQJqIAxsIg9rQQJ0IQ1BACAMa0ECdCESQQAhGANAAkAgKw0AIAMgBCAYQQJ0aigCACAMbEECdGohDkEAIQsDQCAOIAtBAnQiEGoiCiANaiIUIBJq/QAEACAz/eYBIBX95AEgFP0ABAAgMv3mAf3kASAKIAxBAnQiEWoiFCANav0ABAAgMf3mAf3kASAKIBJq/QAEACAw/eYB/eQBIBT9AAQAIC/95gH95AEgCiAPQQJ0aiIUIBJq/QAEACAu/eYB/eQBIBT9AAQAIC395gH95AEgFCARav0ABAAgLP3mAf3kASAK/QAEACITIDT95gH9DAAAAIAAAACAAAAAgAAAAIAgAi0AvAEb/eQBIRYCQCACKAIEQQBMDQAgCSAQaiERQQAhFCAXIQoDQCARIAooAgAgDGxBAnRqIBP9CwQAIApBBGohCiAUQQFqIhQgAigCBEgNAAsLIAkgAigCCCAMbEECdGogEGogFv0LBAAgC0EEaiILIAxIDQALCyAJIAAoAiRBAnRqIQkgGEEBaiIYIAVHDQALCwJAIAAoAhAiCkECSA0AIAJBwAFqIQ0gAEEkaiEQQQEhDEEAIRIDQCASIQogBiAMIhJBAnQiDGooAgAhEQJAAkAgACgCRA0AIAggBTYCQCAIIBE2AlwgCEEANgJoIAggAEEUaiIUIApBAnQiDGooAgA2AkggCCAGIAxqKAIANgJMIAggECAMaigCADYCUCAIIAEgCkEUbGoiESgCADYCVCAIIBQgDEEEaiILaigCACIMNgJEIAggECALaigCACIUNgJgIAggFDYCWCAIIBFBBGogDSAKGygCADYCZCAMQQRIDQEgDEECdiELQQAhFANAAkAgC0EBRw0AQQAhEQJAIAVBBEgNAEEAIQoDQCAIQcAAaiAKIBQQlICAgAAgCkEIaiEMIApBBGoiESEKIAwgBUwNAAsLAkACQAJAIBFBf3MgBWoOAwIBAAYLIAhBwABqIBEgFBCVgICAAAwFCyAIQcAAaiARIBQQloCAgAAMBAsgCEHAAGogESAUEJeAgIAADAMLQQAhEQJAIAVBBEgNAEEAIQoDQCAIQcAAaiAKIBQQmICAgAAgCkEIaiEMIApBBGoiESEKIAwgBUwNAAsLAkACQAJAAkAgEUF/cyAFag4DAgEAAwsgCEHAAGogESAUEJmAgIAADAILIAhBwABqIBEgFBCagICAAAwBCyAIQcAAaiARIBQQm4CAgAALIBRBCGohFCALQX5qIgsNAAwCCwsgACABIAIgBiAKIAUgERCcgICAACAAIAxqIgpBFGooAgAhDCAKQSRqKAIAIQoCQAJAIAAoAkRBf2oOAgABAgsgBUEBSA0BIApBAnQhCUEAIQsDQAJAIAxBAUgNAEEAIRQgESEKA0AgCiAK/QAEACIT/QwAAACAAAAAgAAAAIAAAACA/U79DNsPyT/bD8k/2w/JP9sPyT/9DAAAAAAAAAAAAAAAAAAAAAAgE/0M////f////3////9/////f/1OIhP9DAAAgD8AAIA/AACAPwAAgD8iFf1EIhb9Uv0MAACAvwAAgL8AAIC/AACAvyATIBb9UiATIBUgFv1S/ecBIhYgFiAWIBb95gEiE/3mASATIBMgEyATIBMgEyAT/QwIaT87CGk/OwhpPzsIaT87/eYB/QwCFoa8AhaGvAIWhrwCFoa8/eQB/eYB/Qzn/jA95/4wPef+MD3n/jA9/eQB/eYB/QxYq5q9WKuavVirmr1Yq5q9/eQB/eYB/QyUcNo9lHDaPZRw2j2UcNo9/eQB/eYB/QxuhRG+boURvm6FEb5uhRG+/eQB/eYB/Qx6vEw+erxMPnq8TD56vEw+/eQB/eYB/Qxuqqq+bqqqvm6qqr5uqqq+/eQB/eYB/eQB/eQB/VD9CwQAIApBEGohCiAUQQRqIhQgDEgNAAsLIBEgCWohESALQQFqIgsgBUcNAAwCCwsgBUEBSA0AIApBAnQhCUEAIQsDQAJAIAxBAUgNAEEAIRQgESEKA0AgCiAK/QAEACIT/QwAAACAAAAAgAAAAIAAAACA/U4gE/0M////f////3////9/////f/1O/QzsURBB7FEQQexREEHsURBB/egBIhMgEyAT/eYBIhMgEyATIBMgE/0MH7hXrR+4V60fuFetH7hXrf3mAf0MDLwDMwy8AzMMvAMzDLwDM/3kAf3mAf0MrkTrN65E6zeuROs3rkTrN/3kAf3mAf0MQqV9O0KlfTtCpX07QqV9O/3kAf3mAf0MThkMPk4ZDD5OGQw+ThkMPv3kAf3mAf0MAACAPwAAgD8AAIA/AACAPyIW/eQB/eYBIBMgEyATIBP9DKEjrTWhI601oSOtNaEjrTX95gH9DOWtzjnlrc455a3OOeWtzjn95AH95gH9DCBC3zwgQt88IELfPCBC3zz95AH95gH9DFK38D5St/A+UrfwPlK38D795AH95gEgFv3kAf3nASAW/egB/VD9CwQAIApBEGohCiAUQQRqIhQgDEgNAAsLIBEgCWohESALQQFqIgsgBUcNAAsLIBJBAWoiDCAAKAIQIgpIDQALCyAAIAEgAiAGIApBf2ogBSAHEJyAgIAAIAL9CQLEAf0MAAAAAAAAAAAAAAAAAAAAACIx/eQBIBP9DQABAgMAAQIDAAECAwABAgMhLCAAKgJcIUUgACgCOCEUIAIqAsQBIUYCQAJAIAAoAkhBAUYNACBFQwAAgH9dDQAgBUEBSA0BIBRBAnQhEUEAIQkgFEEBSCESA0ACQCASDQAgBCAJQQJ0aiELQQAhAiAHIQogAyEMA0AgCiAMIBEgCygCAGxq/QAEACAsIAr9AAQA/eYB/eQB/QsEACAKQRBqIQogDEEQaiEMIAJBBGoiAiAUSA0ACwsgByARaiEHIAlBAWoiCSAFRw0ADAILCyAFQQFIDQBDAACAPyBGk0MAAAAAkv0TITIgFEECdCERIEX9EyAx/eQBIBP9DQABAgMAAQIDAAECAwABAgMiLf3hASEuQQAhCSAUQQFIIRIDQAJAIBINACAEIAlBAnRqIQtBACECIAMhDCAHIQoDQCAMIBEgCygCAGxq/QAEACEVIAr9AAQAIRMCQCAAKAJIQQFHDQAgE/0M////f////3////9/////f/1O/QwAAK5CAACuQgAArkIAAK5C/egBIhb9DDuquD87qrg/O6q4PzuquD/95gH9DAAAQEsAAEBLAABASwAAQEv95AEiL/0MAABAywAAQMsAAEDLAABAy/3kASIw/QyDgF45g4BeOYOAXjmDgF45/eYBIBYgMP0MAIAxvwCAMb8AgDG/AIAxv/3mAf3kAf3kASIWIBYgFiAWIBYgFiAW/QwBDVC5AQ1QuQENULkBDVC5/eYB/QxhC7Y6YQu2OmELtjphC7Y6/eQB/eYB/QyJiAi8iYgIvImICLyJiAi8/eQB/eYB/Qyrqio9q6oqPauqKj2rqio9/eQB/eYB/Qyrqiq+q6oqvquqKr6rqiq+/eQB/eYB/QwAAAA/AAAAPwAAAD8AAAA//eQB/eYB/QwAAIC/AACAvwAAgL8AAIC//eQB/eYB/QwAAIA/AACAPwAAgD8AAIA/Ihb95AH9DAAAgD8AAIA/AACAPwAAgD8gL0EX/asB/bEB/eYBIi8gFiATIDH9Q/1SIBYgLyAW/eQB/ecB/eYBIRMgMiAV/eYBIRULIAogLSAVICwgE/3mAf3kASITIC796wEgEyAt/UT9Uv0LBAAgDEEQaiEMIApBEGohCiACQQRqIgIgFEgNAAsLIAcgEWohByAJQQFqIgkgBUcNAAsLIAhBgAVqJICAgIAAC6IDBgF/AXsBfwN7Bn8BeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJq/QAEACEEAkACQCAAKAIIIgVBAU4NACAEIQYgBCEHIAQhCAwBCyAFQQFqIQkgACgCGEECdCEKIAAoAhQgAmohAiAAKAIMIgsgACgCECIMIAFsQQJ0aiEFIAsgDCABQQJ0Ig1BBGpsaiEBIAsgDCANQQhqbGohDiALIAwgDUEMamxqIQsgBCEGIAQhByAEIQgDQCAEIAL9AAQAIg8gC/0JAgD95gH95AEhBCAGIA8gDv0JAgD95gH95AEhBiAHIA8gAf0JAgD95gH95AEhByAIIA8gBf0JAgD95gH95AEhCCACIApqIQIgAUEEaiEBIA5BBGohDiALQQRqIQsgBUEEaiEFIAlBf2oiCUEBSw0ACwsgAyAI/QwAAAAAAAAAAAAAAAAAAAAAIg/96wH9CwQAIAMgACgCIEECdGogByAP/esB/QsEACADIAAoAiBBA3RqIAYgD/3rAf0LBAAgAyAAKAIgQQxsaiAEIA/96wH9CwQAC94CBgF/AXsBfwJ7BX8BeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJq/QAEACEEAkACQCAAKAIIIgVBAU4NACAEIQYgBCEHDAELIAVBAWohCCAAKAIYQQJ0IQkgACgCFCACaiECIAAoAgwiCiAAKAIQIgsgAWxBAnRqIQUgCiALIAFBAnQiDEEEamxqIQEgCiALIAxBCGpsaiEKIAQhBiAEIQcDQCAEIAL9AAQAIg0gCv0JAgD95gH95AEhBCAGIA0gAf0JAgD95gH95AEhBiAHIA0gBf0JAgD95gH95AEhByACIAlqIQIgAUEEaiEBIApBBGohCiAFQQRqIQUgCEF/aiIIQQFLDQALCyADIAf9DAAAAAAAAAAAAAAAAAAAAAAiDf3rAf0LBAAgAyAAKAIgQQJ0aiAGIA396wH9CwQAIAMgACgCIEEDdGogBCAN/esB/QsEAAuYAgYBfwF7AX8BewR/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACav0ABAAhBAJAAkAgACgCCCIFQQFODQAgBCEGDAELIAVBAWohByAAKAIYQQJ0IQggACgCFCACaiECIAAoAgwiCSAAKAIQIgogAWxBAnRqIQUgCSAKIAFBAnRBBGpsaiEBIAQhBgNAIAQgAv0ABAAiCyAB/QkCAP3mAf3kASEEIAYgCyAF/QkCAP3mAf3kASEGIAIgCGohAiABQQRqIQEgBUEEaiEFIAdBf2oiB0EBSw0ACwsgAyAG/QwAAAAAAAAAAAAAAAAAAAAAIgv96wH9CwQAIAMgACgCIEECdGogBCAL/esB/QsEAAvCAQMBfwF7BH8gACgCJCACQQJ0IgNq/QAEACEEIAAoAiAhBSAAKAIcIQYCQCAAKAIIIgJBAUgNACACQQFqIQcgACgCGEECdCEIIAAoAhQgA2ohAiAAKAIMIAAoAhAgAWxBAnRqIQADQCAEIAL9AAQAIAD9CQIA/eYB/eQBIQQgAiAIaiECIABBBGohACAHQX9qIgdBAUsNAAsLIAYgBSABbEECdGogA2ogBP0MAAAAAAAAAAAAAAAAAAAAAP3rAf0LBAAL4QQEAn8IewZ/BXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACaiIE/QAEECEFIAT9AAQAIQYCQAJAIAAoAggiBEEBTg0AIAUhByAGIQggBSEJIAYhCiAGIQsgBSEMDAELIARBAWohDSAAKAIYQQJ0IQ4gACgCFCACaiECIAAoAgwiDyAAKAIQIhAgAWxBAnRqIQQgDyAQIAFBAnQiEUEEamxqIQEgDyAQIBFBCGpsaiESIA8gECARQQxqbGohDyAFIQcgBiEIIAUhCSAGIQogBiELIAUhDANAIAsgD/0JAgAiEyAC/QAEACIU/eYB/eQBIQsgBiAS/QkCACIVIBT95gH95AEhBiAIIAH9CQIAIhYgFP3mAf3kASEIIAogBP0JAgAiFyAU/eYB/eQBIQogDCATIAJBEGr9AAQAIhT95gH95AEhDCAFIBUgFP3mAf3kASEFIAcgFiAU/eYB/eQBIQcgCSAXIBT95gH95AEhCSACIA5qIQIgAUEEaiEBIBJBBGohEiAPQQRqIQ8gBEEEaiEEIA1Bf2oiDUEBSw0ACwsgAyAJ/QwAAAAAAAAAAAAAAAAAAAAAIhT96wH9CwQQIAMgCiAU/esB/QsEACADIAAoAiBBAnRqIAggFP3rAf0LBAAgACgCIEECdCADakEQaiAHIBT96wH9CwQAIAMgACgCIEEDdGogBiAU/esB/QsEACAAKAIgQQN0IANqQRBqIAUgFP3rAf0LBAAgAyAAKAIgQQxsaiALIBT96wH9CwQAIAAoAiBBDGwgA2pBEGogDCAU/esB/QsEAAvsAwQCfwZ7BX8EeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJqIgT9AAQQIQUgBP0ABAAhBgJAAkAgACgCCCIEQQFODQAgBSEHIAYhCCAGIQkgBSEKDAELIARBAWohCyAAKAIYQQJ0IQwgACgCFCACaiECIAAoAgwiDSAAKAIQIg4gAWxBAnRqIQQgDSAOIAFBAnQiD0EEamxqIQEgDSAOIA9BCGpsaiENIAUhByAGIQggBiEJIAUhCgNAIAkgDf0JAgAiECAC/QAEACIR/eYB/eQBIQkgBiAB/QkCACISIBH95gH95AEhBiAIIAT9CQIAIhMgEf3mAf3kASEIIAogECACQRBq/QAEACIR/eYB/eQBIQogBSASIBH95gH95AEhBSAHIBMgEf3mAf3kASEHIAIgDGohAiABQQRqIQEgDUEEaiENIARBBGohBCALQX9qIgtBAUsNAAsLIAMgB/0MAAAAAAAAAAAAAAAAAAAAACIR/esB/QsEECADIAggEf3rAf0LBAAgAyAAKAIgQQJ0aiAGIBH96wH9CwQAIAAoAiBBAnQgA2pBEGogBSAR/esB/QsEACADIAAoAiBBA3RqIAkgEf3rAf0LBAAgACgCIEEDdCADakEQaiAKIBH96wH9CwQAC/UCBAJ/BHsEfwN7IAAoAhwgACgCICABbEECdGogAkECdCICaiEDIAAoAiQgAmoiBP0ABBAhBSAE/QAEACEGAkACQCAAKAIIIgRBAU4NACAGIQcgBSEIDAELIARBAWohCSAAKAIYQQJ0IQogACgCFCACaiECIAAoAgwiCyAAKAIQIgwgAWxBAnRqIQQgCyAMIAFBAnRBBGpsaiEBIAYhByAFIQgDQCAHIAH9CQIAIg0gAv0ABAAiDv3mAf3kASEHIAYgBP0JAgAiDyAO/eYB/eQBIQYgCCANIAJBEGr9AAQAIg795gH95AEhCCAFIA8gDv3mAf3kASEFIAIgCmohAiABQQRqIQEgBEEEaiEEIAlBf2oiCUEBSw0ACwsgAyAF/QwAAAAAAAAAAAAAAAAAAAAAIg396wH9CwQQIAMgBiAN/esB/QsEACADIAAoAiBBAnRqIAcgDf3rAf0LBAAgACgCIEECdCADakEQaiAIIA396wH9CwQAC/ABBAJ/AnsBfwF7IAAoAhwgACgCICABbEECdGogAkECdCICaiEDIAAoAiQgAmoiBP0ABBAhBSAE/QAEACEGAkAgACgCCCIEQQFIDQAgBEEBaiEEIAAoAhhBAnQhByAAKAIUIAJqIQIgACgCDCAAKAIQIAFsQQJ0aiEAA0AgBiAA/QkCACIIIAL9AAQA/eYB/eQBIQYgBSAIIAJBEGr9AAQA/eYB/eQBIQUgAiAHaiECIABBBGohACAEQX9qIgRBAUsNAAsLIAMgBf0MAAAAAAAAAAAAAAAAAAAAACII/esB/QsEECADIAYgCP3rAf0LBAAL5wMBA38jgICAgABBMGsiBySAgICAACAHIAU2AgAgByAGNgIcQQAhCCAHQQA2AiggByAAQRRqIgkgBEECdCIGaigCADYCCCAHIAMgBmooAgA2AgwgByAAQSRqIgAgBmooAgA2AhAgByABIARBFGxqIgEoAgA2AhQgByAJIAZBBGoiA2ooAgAiBjYCBCAHIAAgA2ooAgAiADYCICAHIAA2AhggByABQQRqIAJBwAFqIAQbKAIANgIkAkAgBkEESA0AIAZBAnYhAgNAAkAgAkEBRw0AQQAhAAJAIAVBBEgNAEEAIQQDQCAHIAQgCBCdgICAACAEQQhqIQYgBEEEaiIAIQQgBiAFTA0ACwsCQAJAAkAgAEF/cyAFag4DAgEABQsgByAAIAgQnoCAgAAMBAsgByAAIAgQn4CAgAAMAwsgByAAIAgQoICAgAAMAgtBACEAAkAgBUEESA0AQQAhBANAIAcgBCAIEKGAgIAAIARBCGohBiAEQQRqIgAhBCAGIAcoAgAiBUwNAAsLAkACQAJAAkAgAEF/cyAFag4DAgEAAwsgByAAIAgQooCAgAAMAgsgByAAIAgQo4CAgAAMAQsgByAAIAgQpICAgAALIAhBCGohCCACQX5qIgINAAsLIAdBMGokgICAgAAL/AIGAX8BewF/A3sGfwF7IAAoAhwgACgCICABbEECdGogAkECdCICaiEDIAAoAiQgAmr9AAQAIQQCQAJAIAAoAggiBUEBTg0AIAQhBiAEIQcgBCEIDAELIAVBAWohCSAAKAIYQQJ0IQogACgCFCACaiECIAAoAgwiCyAAKAIQIgwgAWxBAnRqIQUgCyAMIAFBAnQiDUEEamxqIQEgCyAMIA1BCGpsaiEOIAsgDCANQQxqbGohCyAEIQYgBCEHIAQhCANAIAQgAv0ABAAiDyAL/QkCAP3mAf3kASEEIAYgDyAO/QkCAP3mAf3kASEGIAcgDyAB/QkCAP3mAf3kASEHIAggDyAF/QkCAP3mAf3kASEIIAIgCmohAiABQQRqIQEgDkEEaiEOIAtBBGohCyAFQQRqIQUgCUF/aiIJQQFLDQALCyADIAj9CwQAIAMgACgCIEECdGogB/0LBAAgAyAAKAIgQQN0aiAG/QsEACADIAAoAiBBDGxqIAT9CwQAC70CBgF/AXsBfwJ7BX8BeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJq/QAEACEEAkACQCAAKAIIIgVBAU4NACAEIQYgBCEHDAELIAVBAWohCCAAKAIYQQJ0IQkgACgCFCACaiECIAAoAgwiCiAAKAIQIgsgAWxBAnRqIQUgCiALIAFBAnQiDEEEamxqIQEgCiALIAxBCGpsaiEKIAQhBiAEIQcDQCAEIAL9AAQAIg0gCv0JAgD95gH95AEhBCAGIA0gAf0JAgD95gH95AEhBiAHIA0gBf0JAgD95gH95AEhByACIAlqIQIgAUEEaiEBIApBBGohCiAFQQRqIQUgCEF/aiIIQQFLDQALCyADIAf9CwQAIAMgACgCIEECdGogBv0LBAAgAyAAKAIgQQN0aiAE/QsEAAv8AQYBfwF7AX8BewR/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACav0ABAAhBAJAAkAgACgCCCIFQQFODQAgBCEGDAELIAVBAWohByAAKAIYQQJ0IQggACgCFCACaiECIAAoAgwiCSAAKAIQIgogAWxBAnRqIQUgCSAKIAFBAnRBBGpsaiEBIAQhBgNAIAQgAv0ABAAiCyAB/QkCAP3mAf3kASEEIAYgCyAF/QkCAP3mAf3kASEGIAIgCGohAiABQQRqIQEgBUEEaiEFIAdBf2oiB0EBSw0ACwsgAyAG/QsEACADIAAoAiBBAnRqIAT9CwQAC60BAwF/AXsEfyAAKAIkIAJBAnQiA2r9AAQAIQQgACgCICEFIAAoAhwhBgJAIAAoAggiAkEBSA0AIAJBAWohByAAKAIYQQJ0IQggACgCFCADaiECIAAoAgwgACgCECABbEECdGohAANAIAQgAv0ABAAgAP0JAgD95gH95AEhBCACIAhqIQIgAEEEaiEAIAdBf2oiB0EBSw0ACwsgBiAFIAFsQQJ0aiADaiAE/QsEAAunBAQCfwh7Bn8FeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJqIgT9AAQQIQUgBP0ABAAhBgJAAkAgACgCCCIEQQFODQAgBSEHIAYhCCAFIQkgBiEKIAYhCyAFIQwMAQsgBEEBaiENIAAoAhhBAnQhDiAAKAIUIAJqIQIgACgCDCIPIAAoAhAiECABbEECdGohBCAPIBAgAUECdCIRQQRqbGohASAPIBAgEUEIamxqIRIgDyAQIBFBDGpsaiEPIAUhByAGIQggBSEJIAYhCiAGIQsgBSEMA0AgCyAP/QkCACITIAL9AAQAIhT95gH95AEhCyAGIBL9CQIAIhUgFP3mAf3kASEGIAggAf0JAgAiFiAU/eYB/eQBIQggCiAE/QkCACIXIBT95gH95AEhCiAMIBMgAkEQav0ABAAiFP3mAf3kASEMIAUgFSAU/eYB/eQBIQUgByAWIBT95gH95AEhByAJIBcgFP3mAf3kASEJIAIgDmohAiABQQRqIQEgEkEEaiESIA9BBGohDyAEQQRqIQQgDUF/aiINQQFLDQALCyADIAn9CwQQIAMgCv0LBAAgAyAAKAIgQQJ0aiAI/QsEACAAKAIgQQJ0IANqQRBqIAf9CwQAIAMgACgCIEEDdGogBv0LBAAgACgCIEEDdCADakEQaiAF/QsEACADIAAoAiBBDGxqIAv9CwQAIAAoAiBBDGwgA2pBEGogDP0LBAALvAMEAn8GewV/BHsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACaiIE/QAEECEFIAT9AAQAIQYCQAJAIAAoAggiBEEBTg0AIAUhByAGIQggBiEJIAUhCgwBCyAEQQFqIQsgACgCGEECdCEMIAAoAhQgAmohAiAAKAIMIg0gACgCECIOIAFsQQJ0aiEEIA0gDiABQQJ0Ig9BBGpsaiEBIA0gDiAPQQhqbGohDSAFIQcgBiEIIAYhCSAFIQoDQCAJIA39CQIAIhAgAv0ABAAiEf3mAf3kASEJIAYgAf0JAgAiEiAR/eYB/eQBIQYgCCAE/QkCACITIBH95gH95AEhCCAKIBAgAkEQav0ABAAiEf3mAf3kASEKIAUgEiAR/eYB/eQBIQUgByATIBH95gH95AEhByACIAxqIQIgAUEEaiEBIA1BBGohDSAEQQRqIQQgC0F/aiILQQFLDQALCyADIAf9CwQQIAMgCP0LBAAgAyAAKAIgQQJ0aiAG/QsEACAAKAIgQQJ0IANqQRBqIAX9CwQAIAMgACgCIEEDdGogCf0LBAAgACgCIEEDdCADakEQaiAK/QsEAAvPAgQCfwR7BH8DeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJqIgT9AAQQIQUgBP0ABAAhBgJAAkAgACgCCCIEQQFODQAgBiEHIAUhCAwBCyAEQQFqIQkgACgCGEECdCEKIAAoAhQgAmohAiAAKAIMIgsgACgCECIMIAFsQQJ0aiEEIAsgDCABQQJ0QQRqbGohASAGIQcgBSEIA0AgByAB/QkCACINIAL9AAQAIg795gH95AEhByAGIAT9CQIAIg8gDv3mAf3kASEGIAggDSACQRBq/QAEACIO/eYB/eQBIQggBSAPIA795gH95AEhBSACIApqIQIgAUEEaiEBIARBBGohBCAJQX9qIglBAUsNAAsLIAMgBf0LBBAgAyAG/QsEACADIAAoAiBBAnRqIAf9CwQAIAAoAiBBAnQgA2pBEGogCP0LBAAL1AEEAn8CewF/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACaiIE/QAEECEFIAT9AAQAIQYCQCAAKAIIIgRBAUgNACAEQQFqIQQgACgCGEECdCEHIAAoAhQgAmohAiAAKAIMIAAoAhAgAWxBAnRqIQADQCAGIAD9CQIAIgggAv0ABAD95gH95AEhBiAFIAggAkEQav0ABAD95gH95AEhBSACIAdqIQIgAEEEaiEAIARBf2oiBEEBSw0ACwsgAyAF/QsEECADIAb9CwQACwvgBQIAQYCAAgsQsIAAAEiCAADEgAAAuIIAAABBwIACC8AFAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAPwAAgD8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

  // engine/wasm/kernel.ts
  var ADDRESS = {
    state: 0,
    species: 1,
    fired: 2,
    change: 3,
    taps: 4
  };
  var LIVES2 = ["neighbourhood", "all", "own-alpha"];
  var ACTIVATIONS2 = ["relu", "atan", "tanh"];
  var UPDATES2 = ["residual", "replacing"];
  var supported = null;
  function runsKernel() {
    supported ??= typeof WebAssembly === "object" && WebAssembly.validate(kernel_default);
    return supported;
  }
  var compiled = null;
  var Kernel = class _Kernel {
    exports;
    constructor(instance) {
      this.exports = instance.exports;
    }
    static async create() {
      compiled ??= WebAssembly.compile(kernel_default);
      return new _Kernel(await WebAssembly.instantiate(await compiled, { env: { pow: Math.pow } }));
    }
    /** Creates an empty world of these organisms, which replaces any other. */
    found(organisms, world) {
      const { channels, perception: perception2, layers: layers2, life, update, physics } = organisms[0];
      const [hidden, second] = layers2.slice(0, -1).map(({ outputs: outputs2 }) => outputs2);
      const { height, width } = world;
      const founded = this.exports.found(
        height,
        width,
        channels,
        perception2.filters.length,
        hidden,
        second ?? 0,
        organisms.length,
        LIVES2.indexOf(life.kind),
        ACTIVATIONS2.indexOf(update.activation),
        UPDATES2.indexOf(update.kind),
        Number(physics.firePer === "channel"),
        life.aliveThreshold
      );
      if (!founded) {
        throw outOfMemory(world);
      }
      organisms.forEach((organism, index) => this.bring(organism, index));
      this.refresh(0, height);
    }
    bring({ layers: layers2, physics, perception: perception2 }, index) {
      layers2.forEach((layer, number) => {
        const { outputs: outputs2, weight, bias } = layer;
        const inputs = layer.inputs - (number === 0 ? perception2.signal : 0);
        const stride = this.exports.layer_stride(number);
        const to = this.view(this.exports.layer_weight(index, number), inputs * stride);
        for (let row = 0; row < inputs; row++) {
          to.set(weight.subarray(row * outputs2, (row + 1) * outputs2), row * stride);
        }
        this.view(this.exports.layer_bias(index, number), outputs2).set(bias);
      });
      this.exports.set_physics(index, physics.stepSize, physics.clamp > 0 ? physics.clamp : Infinity, physics.noise);
    }
    /** Sets a species' signal, as a part of its first layer's bias; none means zeros. */
    tell(organism, index, signal) {
      const first = organism.layers[0];
      this.view(this.exports.layer_bias(index, 0), first.outputs).set(toldBias(first, signal));
    }
    /** Turns what a species perceives by an angle in radians. */
    turn(organism, index, angle) {
      const { filters } = organism.perception;
      this.floats("taps", filters.length * 9, index).set(filters.flatMap((filter) => turnedTaps(filter, angle)));
    }
    /** From now on `step` may be asked to observe; once after each `found`. */
    observe(world) {
      if (!this.exports.observe()) {
        throw outOfMemory(world);
      }
    }
    /** Rows first..last-1 have been written to. */
    refresh(first, last) {
      this.exports.refresh(first, last);
    }
    step(count2, first, fireLimit, settings, observed) {
      const { boundary, noise: noise2, seed } = settings;
      this.exports.step(count2, first, seed, fireLimit, Number(boundary === "torus"), noise2, Number(observed));
    }
    // Views of the kernel's memory, valid until it grows, so they are not stored.
    /** [height, width, 4]: the first four channels. */
    colours(world) {
      const address = this.exports.colours();
      if (address === 0) {
        throw outOfMemory(world);
      }
      return new Float32Array(this.exports.memory.buffer, address, 4 * world.height * world.width);
    }
    floats(what, count2, index = 0) {
      return this.view(this.exports.address(ADDRESS[what], index), count2);
    }
    view(address, count2) {
      return new Float32Array(this.exports.memory.buffer, address, count2);
    }
    species(count2) {
      return new Uint8Array(this.exports.memory.buffer, this.exports.address(ADDRESS.species, 0), count2);
    }
    /** Bit x % 32 of word x / 32 of a row tells whether the cell in column x fired. */
    fired(count2) {
      return new Uint32Array(this.exports.memory.buffer, this.exports.address(ADDRESS.fired, 0), count2);
    }
  };
  function outOfMemory(world) {
    return new Error(
      `The browser has no more memory for a world of ${world.width} x ${world.height} cells; choose a smaller world, or close other tabs.`
    );
  }

  // engine/wasm.ts
  var MOST_FILTERS2 = 5;
  var MOST_SPATIAL = 4;
  var SERVED = {
    engine: "WebAssembly",
    activations: ["relu", "atan", "tanh"],
    updates: ["residual", "replacing"],
    lives: ["neighbourhood", "own-alpha", "all"],
    fires: ["cell", "channel"],
    clamp: true,
    noise: true,
    signal: true,
    learned: false,
    hiddenLayers: [1, 2]
  };
  function obstacle(organisms, world) {
    if (!runsKernel()) return "This browser does not run WebAssembly with SIMD.";
    const common = commonObstacle(organisms, world);
    if (common !== null) return common;
    for (const organism of organisms) {
      const unserved = unservedKind(organism, SERVED);
      if (unserved !== null) return unserved;
    }
    const { name, channels, layers: layers2, perception: perception2, life } = organisms[0];
    const { filters } = perception2;
    const spatial = filters.filter((filter) => !isIdentity(filter)).length;
    const odd = layers2.slice(0, -1).find(({ outputs: outputs2 }) => outputs2 % 16 !== 0);
    if (channels % 4 !== 0) return `${name} has ${channels} channels; WebAssembly needs a multiple of 4.`;
    if (odd !== void 0) return `${name} has a layer ${odd.outputs} wide; WebAssembly needs a multiple of 16.`;
    if (filters.length > MOST_FILTERS2 || spatial > MOST_SPATIAL) {
      return `${name} has ${filters.length} filters; WebAssembly supports ${MOST_FILTERS2}, ${MOST_SPATIAL} of them at neighbours.`;
    }
    if (filters.length === 0) return `${name} has no fixed filter; WebAssembly needs one.`;
    if (organisms.length > 1 && life.kind === "own-alpha" && life.aliveThreshold < 0) {
      return `${name} lets empty cells live; WebAssembly supports one such organism per world.`;
    }
    return null;
  }
  var wasmEngine = {
    kind: "wasm",
    obstacle,
    async create(organisms, world, settings) {
      const why = obstacle(organisms, world);
      if (why !== null) throw new Error(why);
      checkSettings(settings, organisms);
      return new WasmEngine(await Kernel.create(), organisms, world, settings, obstacle);
    }
  };

  // engine/webgl/weights.ts
  function shapeOf(organism) {
    return {
      channels: organism.channels,
      layers: Math.ceil(organism.channels / 4),
      filters: organism.perception.filters,
      learned: organism.perception.learned.length / (9 * organism.channels),
      groups: Math.ceil(organism.layers[0].outputs / 4)
    };
  }
  function features(shape) {
    return (shape.filters.length + shape.learned) * shape.layers;
  }
  function groupRows(shape) {
    return 1 + 4 * features(shape) + 4 * shape.layers;
  }
  function learnedRows(shape) {
    return 9 * shape.learned * shape.layers;
  }
  function ruleRows(shape) {
    return learnedRows(shape) + shape.groups * groupRows(shape) + shape.layers;
  }
  function packRule(organism) {
    const shape = shapeOf(organism);
    const { channels, layers: layers2 } = shape;
    const [first, last] = organism.layers;
    const hidden = first.outputs;
    const packed = new Float32Array(4 * ruleRows(shape));
    let at = 0;
    for (let kernel = 0; kernel < 9 * shape.learned; kernel++) {
      for (let channel = 0; channel < 4 * layers2; channel++, at++) {
        if (channel < channels) packed[at] = organism.perception.learned[kernel * channels + channel];
      }
    }
    const filters = shape.filters.length + shape.learned;
    for (let group = 0; group < shape.groups; group++) {
      const units = Math.min(4, hidden - 4 * group);
      for (let unit = 0; unit < units; unit++) packed[at + unit] = first.bias[4 * group + unit];
      at += 4;
      for (let filter = 0; filter < filters; filter++) {
        for (let channel = 0; channel < 4 * layers2; channel++, at += 4) {
          if (channel >= channels) continue;
          const row = (filter * channels + channel) * hidden + 4 * group;
          for (let unit = 0; unit < units; unit++) packed[at + unit] = first.weight[row + unit];
        }
      }
      for (let layer = 0; layer < layers2; layer++) {
        for (let unit = 0; unit < 4; unit++, at += 4) {
          if (unit >= units) continue;
          const row = (4 * group + unit) * channels;
          for (let lane = 0; lane < 4 && 4 * layer + lane < channels; lane++) {
            packed[at + lane] = last.weight[row + 4 * layer + lane];
          }
        }
      }
    }
    packed.set(last.bias, at);
    return packed;
  }

  // engine/webgl/shaders.ts
  var RULE_COLUMNS = 256;
  var VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(4.0 * float(gl_VertexID & 1) - 1.0, 2.0 * float(gl_VertexID & 2) - 1.0, 0.0, 1.0);
}
`;
  var HEADER2 = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
uniform ivec2 size;
uniform bool torus;
uniform float aliveThreshold;

// Columns west and east (x, y) and rows north and south (z, w) of a cell.
ivec4 around(ivec2 cell) {
  ivec2 beyond = torus ? size - 1 : size;
  ivec2 before = ivec2(cell.x > 0 ? cell.x - 1 : beyond.x, cell.y > 0 ? cell.y - 1 : beyond.y);
  ivec2 after = cell + 1;
  if (torus) after = ivec2(after.x < size.x ? after.x : 0, after.y < size.y ? after.y : 0);
  return ivec4(before.x, after.x, before.y, after.y);
}
`;
  var HASH = `
uint pcg3d(uint a, uint b, uint c) {
  a = a * 1664525u + 1013904223u; b = b * 1664525u + 1013904223u; c = c * 1664525u + 1013904223u;
  a += b * c; b += c * a; c += a * b;
  a ^= a >> 16u; b ^= b >> 16u; c ^= c >> 16u;
  return a + b * c;
}
`;
  var NEIGHBOURS = [
    ["nw", "a.x, a.z"],
    ["n", "cell.x, a.z"],
    ["ne", "a.y, a.z"],
    ["w", "a.x, cell.y"],
    ["c", "cell.x, cell.y"],
    ["e", "a.y, cell.y"],
    ["sw", "a.x, a.w"],
    ["s", "cell.x, a.w"],
    ["se", "a.y, a.w"]
  ];
  function count(length) {
    return [...Array(length).keys()];
  }
  function anyAlive(sampler) {
    return NEIGHBOURS.map(([, at]) => `texelFetch(${sampler}, ivec3(${at}, 0), 0).a > aliveThreshold`).join("\n    || ");
  }
  function eachNeighbour(code) {
    return NEIGHBOURS.map(([, at]) => code(`ivec2(${at})`)).join("\n");
  }
  var LIFE = `${HEADER2}
uniform sampler2DArray state;
uniform sampler2D life;
uniform int speciesCount;
uniform bool livingMask;
out vec4 result;
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  bool lives = texelFetch(state, ivec3(cell, 0), 0).a > aliveThreshold;
  ivec2 from = cell;
  if (!lives) {
    ivec4 a = around(cell);
    float highest = aliveThreshold;
    float alpha;
${eachNeighbour(
    (at) => `    alpha = texelFetch(state, ivec3(${at}, 0), 0).a;
    if (alpha > highest) { highest = alpha; from = ${at}; }`
  )}
    lives = highest > aliveThreshold;
  }
  float species = speciesCount > 1 ? texelFetch(life, from, 0).r : 0.0;
  result = vec4(species, lives || !livingMask ? 1.0 : 0.0, 0.0, 1.0);
}
`;
  var RING = `
float ringSpecies(ivec2 cell, ivec4 a) {
  float found = -1.0;
  float highest = 0.0;
  float alpha;
  vec2 neighbour;
${eachNeighbour(
    (at) => `  neighbour = texelFetch(life, ${at}, 0).rg;
  if (neighbour.g > 0.0) {
    alpha = texelFetch(state, ivec3(${at}, 0), 0).a;
    if (found < 0.0 || alpha > highest) {
      highest = isnan(alpha) ? uintBitsToFloat(0xff800000u) : alpha;
      found = neighbour.r;
    }
  }`
  )}
  return found;
}
`;
  function outputs(shape) {
    return count(shape.layers).map((layer) => `layout(location = ${layer}) out vec4 out${layer};`).join("\n");
  }
  function perception(shape) {
    const learned = count(shape.learned);
    const names = count(shape.filters.length + shape.learned);
    const declared = count(shape.layers).map((layer) => names.map((name) => `    vec4 f${name}_${layer};`).join("\n"));
    const sums = new Sums();
    const fixed = shape.filters.map(({ still: still2, cosine, sine }) => {
      const parts = [
        ["", sums.of(still2)],
        ["turn.x * ", sums.of(cosine)],
        ["turn.y * ", sums.of(sine)]
      ];
      return parts.flatMap(([factor, sum]) => sum === null ? [] : [`${factor}${sum}`]).join(" + ") || "vec4(0.0)";
    });
    const layers2 = count(shape.layers).map((layer) => {
      const fetched = NEIGHBOURS.map(
        ([name, at]) => `      vec4 ${name} = texelFetch(state, ivec3(${at}, ${layer}), 0);`
      );
      const given = fixed.map((sum, index) => `      f${index}_${layer} = ${sum};`);
      const own2 = learned.map((filter) => {
        const taps = NEIGHBOURS.map(
          ([name], tap) => `row(${(9 * filter + tap) * shape.layers + layer}) * ${name}`
        );
        return `      f${shape.filters.length + filter}_${layer} = ${taps.join("\n        + ")};`;
      });
      return `    {
${[...fetched, ...sums.declared, ...given, ...own2].join("\n")}
    }`;
    });
    return [...declared, ...layers2].join("\n");
  }
  var Sums = class {
    declared = [];
    names = /* @__PURE__ */ new Map();
    /** A sum as an expression; null if all taps are zero. */
    of(taps) {
      const first = taps.find((tap) => tap !== 0);
      if (first === void 0) return null;
      const positive = taps.map((tap) => first < 0 ? -tap : tap);
      const key2 = positive.map((tap) => tap + 0).join();
      const name = this.names.get(key2) ?? this.declare(key2, positive);
      return first < 0 ? `(-${name})` : name;
    }
    declare(key2, taps) {
      const text2 = sumText(taps);
      const name = text2 === "c" ? text2 : `sum${this.names.size}`;
      if (name !== text2) this.declared.push(`      vec4 ${name} = ${text2};`);
      this.names.set(key2, name);
      return name;
    }
  };
  function sumText(taps) {
    const weights = [...new Set(taps.map(Math.abs))].filter((weight) => weight > 0);
    const parts = weights.map((weight) => {
      const [plus, minus] = [weight, -weight].map(
        (tap) => NEIGHBOURS.filter((_3, i4) => taps[i4] === tap).map(([name]) => name)
      );
      const sum = [plus.join(" + "), ...minus].filter(Boolean).join(" - ");
      const signed = plus.length === 0 ? `-${sum}` : sum;
      return weight === 1 && signed === "c" ? signed : `${floatText(weight)} * (${signed})`;
    });
    return parts.join(" + ");
  }
  function floatText(value) {
    const text2 = String(value);
    return /[.e]/.test(text2) ? text2 : `${text2}.0`;
  }
  function rule(shape) {
    const vectors = count(shape.filters.length + shape.learned).flatMap(
      (filter) => count(shape.layers).map((layer) => `f${filter}_${layer}`)
    );
    const stride = groupRows(shape);
    const end = learnedRows(shape) + shape.groups * stride;
    const matrix = (at) => `mat4(${count(4).map((lane) => `row(i + ${at + lane})`).join(", ")})`;
    const hidden = vectors.map((vector, index) => `      h += ${matrix(1 + 4 * index)} * ${vector};`);
    const outward = 1 + 4 * features(shape);
    const added = count(shape.layers).map((layer) => `      d${layer} += ${matrix(outward + 4 * layer)} * h;`);
    return [
      ...count(shape.layers).map((layer) => `    vec4 d${layer} = row(${end + layer});`),
      `    for (int i = ${learnedRows(shape)}; i < ${end}; i += ${stride}) {`,
      "      vec4 h = row(i);",
      ...hidden,
      "      h = max(h, 0.0);",
      ...added,
      "    }"
    ].join("\n");
  }
  function ruleRow(memory, rows2) {
    if (memory === "block") return `layout(std140) uniform Rule { vec4 rows[${rows2}]; };
#define row(i) rows[i]`;
    return `uniform sampler2D rule;
#define row(i) texelFetch(rule, ivec2((i) % ${RULE_COLUMNS}, (i) / ${RULE_COLUMNS}), 0)`;
  }
  function updateShader(shape, memory, rows2) {
    const layers2 = count(shape.layers);
    return `${HEADER2}${HASH}
uniform sampler2DArray state;
uniform sampler2D life;
uniform uint time, seed, fireThreshold;
uniform float species, stepSize;
uniform vec2 turn;
${ruleRow(memory, rows2)}
${outputs(shape)}
${RING}
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  vec2 own = texelFetch(life, cell, 0).rg;
  ivec4 a = around(cell);
  float belongs = own.g > 0.0 ? own.r : ringSpecies(cell, a);
  if (abs(belongs - species) > 0.001) discard;
${layers2.map((layer) => `  out${layer} = texelFetch(state, ivec3(cell, ${layer}), 0);`).join("\n")}
  if ((pcg3d(uint(cell.x) + 65536u * uint(cell.y), time, seed) >> 8u) < fireThreshold) {
${perception(shape)}
${rule(shape)}
${layers2.map((layer) => `    out${layer} += stepSize * d${layer};`).join("\n")}
  }
}
`;
  }
  function noise(shape, layer) {
    const lanes = count(4).map((lane) => {
      const channel = 4 * layer + lane;
      return channel < shape.channels ? `uniformNoise(cell, ${channel + 1}u)` : "0.0";
    });
    return `vec4(${lanes.join(", ")})`;
  }
  function survival(shape) {
    return `${HEADER2}${HASH}
uniform uint time, seed;
uniform sampler2DArray state;
uniform sampler2D life;
uniform bool livingMask;
uniform float noiseAmplitude;
float uniformNoise(ivec2 cell, uint stream) {
  uint word = pcg3d(uint(cell.x) + 65536u * uint(cell.y), time, seed + 0x9e3779b9u * stream);
  return float(word >> 8u) / 8388608.0 - 1.0;
}
bool survives(ivec2 cell) {
  if (!livingMask) return true;
  if (texelFetch(life, cell, 0).g == 0.0) return false;
  ivec4 a = around(cell);
  return ${anyAlive("state")};
}
${count(shape.layers).map(
      (layer) => `vec4 survivor${layer}(ivec2 cell) {
  vec4 kept = texelFetch(state, ivec3(cell, ${layer}), 0);
  if (noiseAmplitude > 0.0) kept += noiseAmplitude * ${noise(shape, layer)};
  return kept;
}`
    ).join("\n")}
`;
  }
  function survivalShader(shape) {
    const layers2 = count(shape.layers);
    return `${survival(shape)}
${outputs(shape)}
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
${layers2.map((layer) => `  out${layer} = vec4(0.0);`).join("\n")}
  if (survives(cell)) {
${layers2.map((layer) => `    out${layer} = survivor${layer}(cell);`).join("\n")}
  }
}
`;
  }
  function changeShader(shape) {
    const sum = count(shape.layers).map((layer) => {
      const after = `(lives ? survivor${layer}(cell) : vec4(0.0))`;
      return `dot(abs(${after} - texelFetch(before, ivec3(cell, ${layer}), 0)), vec4(1.0))`;
    }).join("\n    + ");
    return `${survival(shape)}
uniform uint fireThreshold;
uniform sampler2DArray before;
out vec4 result;
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  bool lives = survives(cell);
  float change = (${sum}) / ${shape.channels}.0;
  bool fired = (pcg3d(uint(cell.x) + 65536u * uint(cell.y), time, seed) >> 8u) < fireThreshold;
  bool mayLive = texelFetch(life, cell, 0).g > 0.0;
  result = vec4(change, fired && mayLive ? 1.0 : 0.0, 0.0, 1.0);
}
`;
  }

  // engine/webgl/context.ts
  function makeCanvas(width, height) {
    if (typeof document === "undefined") return new OffscreenCanvas(width, height);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    return canvas;
  }
  function openContext(canvas) {
    return canvas.getContext("webgl2", {
      alpha: false,
      antialias: false,
      depth: false,
      stencil: false,
      // The drawing stays until the next one, also across frames of the page.
      preserveDrawingBuffer: true,
      powerPreference: "high-performance"
    });
  }
  function closeContext(gl) {
    gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
  function limitsOf(gl) {
    const float = gl.getExtension("EXT_color_buffer_float") !== null;
    return {
      textureSize: gl.getParameter(gl.MAX_TEXTURE_SIZE),
      targets: Math.min(
        gl.getParameter(gl.MAX_DRAW_BUFFERS),
        gl.getParameter(gl.MAX_COLOR_ATTACHMENTS)
      ),
      blockBytes: gl.getParameter(gl.MAX_UNIFORM_BLOCK_SIZE),
      float,
      half: float || gl.getExtension("EXT_color_buffer_half_float") !== null
    };
  }
  var known = null;
  function probeLimits() {
    if (known) return known;
    if (typeof document === "undefined" && typeof OffscreenCanvas === "undefined") return null;
    const gl = openContext(makeCanvas(1, 1));
    if (!gl) return null;
    known = limitsOf(gl);
    closeContext(gl);
    return known;
  }
  function startProgram(gl, fragment) {
    const program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, fragment]
    ]) {
      const shader = gl.createShader(kind);
      if (!shader) continue;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    return program;
  }
  function finishProgram(gl, program) {
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      const logs = (gl.getAttachedShaders(program) ?? []).map((shader) => gl.getShaderInfoLog(shader) ?? "");
      throw new Error(`WebGL2 rejected a shader: ${[gl.getProgramInfoLog(program), ...logs].join(" ").trim()}`);
    }
    const at = {};
    const number = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0;
    for (let index = 0; index < number; index++) {
      const name = gl.getActiveUniform(program, index)?.name;
      const location2 = name ? gl.getUniformLocation(program, name) : null;
      if (name && location2) at[name] = location2;
    }
    return { program, at };
  }
  async function compiled2(gl, programs) {
    const parallel = gl.getExtension("KHR_parallel_shader_compile");
    if (!parallel) return;
    const busy = () => programs.some((program) => gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR) === false);
    while (!gl.isContextLost() && busy()) await new Promise((resolve) => setTimeout(resolve, 4));
  }
  function makeTexture(gl, format, width, height, layers2 = 0) {
    const texture = gl.createTexture();
    const kind = layers2 > 0 ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D;
    gl.bindTexture(kind, texture);
    gl.texParameteri(kind, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(kind, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.texParameteri(kind, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(kind, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    if (layers2 > 0) gl.texStorage3D(kind, 1, format, width, height, layers2);
    else gl.texStorage2D(kind, 1, format, width, height);
    return texture;
  }
  function makeTarget(gl, texture, layers2 = 0) {
    const target = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    if (layers2 === 0) {
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
      return target;
    }
    const attachments = [...Array(layers2).keys()].map((layer) => gl.COLOR_ATTACHMENT0 + layer);
    attachments.forEach((attachment, layer) => {
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, texture, 0, layer);
    });
    gl.drawBuffers(attachments);
    return target;
  }

  // engine/webgl/box.ts
  var EMPTY = { left: 0, top: 0, right: 0, bottom: 0 };
  function isEmpty(box) {
    return box.right <= box.left || box.bottom <= box.top;
  }
  function area(box) {
    return isEmpty(box) ? 0 : (box.right - box.left) * (box.bottom - box.top);
  }
  function whole2(width, height) {
    return { left: 0, top: 0, right: width, bottom: height };
  }
  function union2(one, other) {
    if (isEmpty(one)) return other;
    if (isEmpty(other)) return one;
    return {
      left: Math.min(one.left, other.left),
      top: Math.min(one.top, other.top),
      right: Math.max(one.right, other.right),
      bottom: Math.max(one.bottom, other.bottom)
    };
  }
  function grown(box, cells, width, height, torus) {
    if (isEmpty(box)) return EMPTY;
    const span = (from, to, length) => {
      if (torus && (from < cells || to + cells > length)) return [0, length];
      return [Math.max(0, from - cells), Math.min(length, to + cells)];
    };
    const [left, right] = span(box.left, box.right, width);
    const [top, bottom] = span(box.top, box.bottom, height);
    return { left, top, right, bottom };
  }
  function around(width, height, filled) {
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        if (!filled(column, row)) continue;
        left = Math.min(left, column);
        right = Math.max(right, column + 1);
        top = Math.min(top, row);
        bottom = row + 1;
      }
    }
    return right > 0 ? { left, top, right, bottom } : EMPTY;
  }

  // engine/webgl/device.ts
  var Device = class {
    /**
     * @param half whether states are kept in 16 bits
     * @throws Error if the browser gives no context
     */
    constructor(world, half) {
      this.world = world;
      this.half = half;
      this.canvas = makeCanvas(world.width, world.height);
      const gl = openContext(this.canvas);
      if (!gl) throw new Error("The browser provided no WebGL2 context; other tabs or worlds may use too many already.");
      limitsOf(gl);
      gl.disable(gl.DITHER);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.bindVertexArray(gl.createVertexArray());
      this.gl = gl;
    }
    gl;
    canvas;
    /** The canvas with so many pixels per cell, empty if it had others. */
    sized(side) {
      const { canvas, world } = this;
      if (canvas.width !== side * world.width || canvas.height !== side * world.height) {
        canvas.width = side * world.width;
        canvas.height = side * world.height;
      }
      return canvas;
    }
    /** Numbers in the precision of the states, with `layers` of four channels each. */
    stateSurface(layers2) {
      const texture = this.texture(this.half ? this.gl.RGBA16F : this.gl.RGBA32F, layers2);
      return { texture, target: makeTarget(this.gl, texture, layers2) };
    }
    /** Bytes, four a cell. */
    byteSurface() {
      const texture = this.texture(this.gl.RGBA8, 0);
      return { texture, target: makeTarget(this.gl, texture) };
    }
    /** One row and one column more than the world: zero, as it is beyond an edge. */
    texture(format, layers2) {
      return makeTexture(this.gl, format, this.world.width + 1, this.world.height + 1, layers2);
    }
    free(surface) {
      this.gl.deleteFramebuffer(surface.target);
      this.gl.deleteTexture(surface.texture);
    }
    /** Draws a pass to the cells of the box, each of `side` pixels a side. */
    draw(program, target, box, uniforms, side = 1) {
      if (isEmpty(box)) return;
      const { gl } = this;
      gl.bindFramebuffer(gl.FRAMEBUFFER, target);
      gl.useProgram(program.program);
      setUniforms(gl, program, uniforms);
      gl.viewport(0, 0, side * this.world.width, side * this.world.height);
      gl.enable(gl.SCISSOR_TEST);
      const sides = [box.left, box.top, box.right - box.left, box.bottom - box.top];
      gl.scissor(side * sides[0], side * sides[1], side * sides[2], side * sides[3]);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
      gl.disable(gl.SCISSOR_TEST);
    }
  };
  function setUniforms(gl, program, uniforms) {
    let unit = 0;
    for (const [name, uniform] of Object.entries(uniforms)) {
      const at = program.at[name];
      if (at === void 0) continue;
      switch (uniform[0]) {
        case "texture":
        case "array":
          gl.activeTexture(gl.TEXTURE0 + unit);
          gl.bindTexture(uniform[0] === "array" ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D, uniform[1]);
          gl.uniform1i(at, unit++);
          break;
        case "uint":
          gl.uniform1ui(at, uniform[1]);
          break;
        case "int":
          gl.uniform1i(at, uniform[1]);
          break;
        case "size":
          gl.uniform2i(at, uniform[1], uniform[2]);
          break;
        case "float":
          setFloats(gl, at, uniform.slice(1));
      }
    }
  }
  function setFloats(gl, at, values) {
    if (values.length === 1) gl.uniform1fv(at, values);
    else if (values.length === 2) gl.uniform2fv(at, values);
    else if (values.length === 3) gl.uniform3fv(at, values);
    else gl.uniform4fv(at, values);
  }

  // engine/webgl/paint.ts
  var HEADER3 = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
uniform sampler2D region;
`;
  function cellsPaintShader(shape) {
    const layers2 = [...Array(shape.layers).keys()];
    const ones = (layer) => [0, 1, 2, 3].map((lane) => 4 * layer + lane < shape.channels ? "1.0" : "0.0").join(", ");
    const value = (layer) => layer === 0 ? "first" : `hidden * vec4(${ones(layer)})`;
    return `${HEADER3}
uniform vec4 first;
uniform float hidden;
${layers2.map((layer) => `layout(location = ${layer}) out vec4 out${layer};`).join("\n")}
void main() {
  if (texelFetch(region, ivec2(gl_FragCoord.xy), 0).r == 0.0) discard;
${layers2.map((layer) => `  out${layer} = ${value(layer)};`).join("\n")}
}
`;
  }
  var WHICH = { all: 0, empty: 1, living: 2 };
  var SPECIES_PAINT = `${HEADER3}
uniform sampler2DArray state;
uniform float aliveThreshold, species;
uniform int which;
out vec4 result;
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  if (texelFetch(region, cell, 0).r == 0.0) discard;
  bool lives = texelFetch(state, ivec3(cell, 0), 0).a > aliveThreshold;
  if (which != ${WHICH.all} && lives != (which == ${WHICH.living})) discard;
  result = vec4(species, 0.0, 0.0, 1.0);
}
`;

  // engine/webgl/decoding.ts
  var HIDDEN_LAYERS = 1;
  var UNITS = 4;
  function isDrawn(decoder) {
    return decoder.layers.length === HIDDEN_LAYERS + 1;
  }
  function groupsOf(decoder) {
    return Math.ceil(decoder.layers[0].outputs / UNITS);
  }
  function groupRows2(layers2) {
    return 1 + UNITS * (layers2 + 1) + UNITS;
  }
  function packDecoder(decoder, channels) {
    const layers2 = Math.ceil(channels / 4);
    const [first, last] = decoder.layers;
    const [groups, stride] = [groupsOf(decoder), groupRows2(layers2)];
    const packed = new Float32Array(4 * (groups * stride + 1));
    const rowOf = (input) => input < channels ? input : input < 4 * layers2 ? null : channels + input - 4 * layers2;
    for (let group = 0; group < groups; group++) {
      const units = Math.min(UNITS, first.outputs - UNITS * group);
      const start2 = 4 * group * stride;
      for (let unit = 0; unit < units; unit++) {
        const hidden = UNITS * group + unit;
        packed[start2 + unit] = first.bias[hidden];
        for (let input = 0; input < 4 * (layers2 + 1); input++) {
          const row = rowOf(input);
          if (row !== null) packed[start2 + 4 * (1 + input) + unit] = first.weight[row * first.outputs + hidden];
        }
        const outward = start2 + 4 * (1 + 4 * (layers2 + 1) + unit);
        for (let part = 0; part < 4; part++) packed[outward + part] = last.weight[4 * hidden + part];
      }
    }
    packed.set(last.bias, 4 * groups * stride);
    return packed;
  }
  function decodingShader(decoder, channels) {
    const layers2 = [...Array(Math.ceil(channels / 4)).keys()];
    const stride = groupRows2(layers2.length);
    const end = groupsOf(decoder) * stride;
    const matrix = (at) => `mat4(row(i + ${at}), row(i + ${at + 1}), row(i + ${at + 2}), row(i + ${at + 3}))`;
    const inputs = [...layers2.map((layer) => `s${layer}`), "place"];
    return `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
uniform sampler2DArray state;
uniform sampler2D rule;
uniform ivec2 size;
uniform int pixels;
uniform vec3 background;
out vec4 result;
#define row(i) texelFetch(rule, ivec2((i) % ${RULE_COLUMNS}, (i) / ${RULE_COLUMNS}), 0)
#define cellAt(x, y, layer) texelFetch(state, ivec3(x, y, layer), 0)

vec4 mixed(ivec2 own, ivec2 other, vec2 share, int layer) {
  vec4 above = mix(cellAt(own.x, own.y, layer), cellAt(other.x, own.y, layer), share.x);
  vec4 below = mix(cellAt(own.x, other.y, layer), cellAt(other.x, other.y, layer), share.x);
  return mix(above, below, share.y);
}

bool isThere(int x, int y) {
  return ${layers2.map((layer) => `any(notEqual(cellAt(x, y, ${layer}), vec4(0.0)))`).join("\n    || ")};
}

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  at.y = size.y * pixels - 1 - at.y; // a canvas begins at the bottom
  ivec2 own = at / pixels;
  vec2 inside = (vec2(at - own * pixels) + 0.5) / float(pixels);
  vec2 far = inside - 0.5;
  ivec2 other = clamp(own + ivec2(sign(far)), ivec2(0), size - 1);
  vec2 share = abs(far);
  bool there = isThere(own.x, own.y) || share.x > 0.0 && isThere(other.x, own.y)
    || share.y > 0.0 && isThere(own.x, other.y) || share.x > 0.0 && share.y > 0.0 && isThere(other.x, other.y);
  result = vec4(background, 1.0);
  if (!there) return;
  vec2 turn = 6.283185307179586 * inside;
  vec4 place = vec4(sin(turn.y), cos(turn.y), sin(turn.x), cos(turn.x));
${layers2.map((layer) => `  vec4 s${layer} = mixed(own, other, share, ${layer});`).join("\n")}
  vec4 shown = s0 + row(${end});
  for (int i = 0; i < ${end}; i += ${stride}) {
    vec4 h = row(i);
${inputs.map((input, index) => `    h += ${matrix(1 + 4 * index)} * ${input};`).join("\n")}
    h = max(h, 0.0);
    shown += ${matrix(1 + 4 * inputs.length)} * h;
  }
  result = vec4(background * (1.0 - clamp(shown.a, 0.0, 1.0)) + shown.rgb, 1.0);
}
`;
  }

  // engine/webgl/views.ts
  var KINDS = { colour: 0, alpha: 1, channel: 2, update: 3, fired: 4 };
  var VIEW = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2DArray;
uniform sampler2DArray state, change;
uniform int kind, layer, lane, rows;
uniform float range;
uniform vec3 background, positiveMiddle, positiveEnd, negativeMiddle, negativeEnd;
out vec4 result;

float valueOf(ivec2 cell) {
  vec4 four = kind >= ${KINDS.update}
    ? texelFetch(change, ivec3(cell, 0), 0) : texelFetch(state, ivec3(cell, layer), 0);
  float value = lane == 0 ? four.r : lane == 1 ? four.g : lane == 2 ? four.b : four.a;
  return kind == ${KINDS.alpha} ? max(value, 0.0) : value / range;
}

void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  cell.y = rows - 1 - cell.y; // a canvas begins at the bottom
  if (kind == ${KINDS.colour}) {
    vec4 first = texelFetch(state, ivec3(cell, 0), 0);
    result = vec4(background * (1.0 - clamp(first.a, 0.0, 1.0)) + first.rgb, 1.0);
    return;
  }
  float value = valueOf(cell);
  vec3 middle = value < 0.0 ? negativeMiddle : positiveMiddle;
  vec3 end = value < 0.0 ? negativeEnd : positiveEnd;
  float size = isnan(value) ? 0.0 : min(abs(value), 1.0);
  vec3 colour = size < 0.5 ? mix(background, middle, 2.0 * size) : mix(middle, end, 2.0 * size - 1.0);
  result = vec4(colour, 1.0);
}
`;
  function viewUniforms(view, rows2) {
    const { positive, negative } = viewStops(view);
    const channel = view.kind === "channel" ? view.channel : view.kind === "alpha" ? 3 : view.kind === "fired" ? 1 : 0;
    return {
      kind: ["int", KINDS[view.kind]],
      layer: ["int", Math.floor(channel / 4)],
      lane: ["int", channel % 4],
      rows: ["int", rows2],
      range: ["float", view.kind === "update" ? LARGEST_UPDATE : 1],
      background: ["float", ...view.background],
      positiveMiddle: ["float", ...positive[0]],
      positiveEnd: ["float", ...positive[1]],
      negativeMiddle: ["float", ...negative[0]],
      negativeEnd: ["float", ...negative[1]]
    };
  }

  // engine/webgl/rules.ts
  function memoryFor(gl, rows2) {
    return 16 * rows2 <= gl.getParameter(gl.MAX_UNIFORM_BLOCK_SIZE) ? "block" : "texture";
  }
  function sourcesOf({ decoder, channels }, shape, memory) {
    return {
      ...drawnDecoder(decoder) === null ? {} : { decoding: decodingShader(decoder, channels) },
      life: LIFE,
      update: updateShader(shape, memory, ruleRows(shape)),
      survival: survivalShader(shape),
      change: changeShader(shape),
      cells: cellsPaintShader(shape),
      species: SPECIES_PAINT,
      view: VIEW
    };
  }
  function beginRules(gl, organisms, wanted) {
    const shape = shapeOf(organisms[0]);
    const memory = wanted ?? memoryFor(gl, ruleRows(shape));
    const begun = Object.entries(sourcesOf(organisms[0], shape, memory)).map(
      ([pass, source]) => [pass, startProgram(gl, source)]
    );
    return {
      ready: () => compiled2(
        gl,
        begun.map(([, program]) => program)
      ),
      finish: () => {
        const finished = begun.map(([pass, program]) => [pass, finishProgram(gl, program)]);
        const programs = Object.fromEntries(finished);
        return { shape, memory, programs, ...storeAll(gl, organisms, memory) };
      }
    };
  }
  function replaceRules(gl, rules, organisms) {
    const drawn = drawnDecoder(organisms[0].decoder) !== null;
    const same = JSON.stringify(shapeOf(organisms[0])) === JSON.stringify(rules.shape);
    const fits = same && !drawn && rules.decoder === null;
    if (!fits) {
      const replaced = beginRules(gl, organisms, null).finish();
      freeRules(gl, rules);
      return replaced;
    }
    freeStored(gl, rules);
    return { ...rules, ...storeAll(gl, organisms, rules.memory) };
  }
  function storeAll(gl, organisms, memory) {
    const stored = organisms.map((organism) => {
      const packed = packRule(organism);
      return memory === "block" ? storeBlock(gl, packed) : storeTexture(gl, packed);
    });
    const { decoder, channels } = organisms[0];
    const drawn = drawnDecoder(decoder);
    return { stored, decoder: drawn === null ? null : storeTexture(gl, packDecoder(drawn, channels)) };
  }
  function drawnDecoder(decoder) {
    return decoder !== null && isDrawn(decoder) ? decoder : null;
  }
  function storeBlock(gl, packed) {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, buffer);
    gl.bufferData(gl.UNIFORM_BUFFER, packed, gl.STATIC_DRAW);
    return buffer;
  }
  function storeTexture(gl, packed) {
    const lines = Math.ceil(packed.length / (4 * RULE_COLUMNS));
    const padded = new Float32Array(4 * RULE_COLUMNS * lines);
    padded.set(packed);
    const texture = makeTexture(gl, gl.RGBA32F, RULE_COLUMNS, lines);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, RULE_COLUMNS, lines, gl.RGBA, gl.FLOAT, padded);
    return texture;
  }
  function freeStored(gl, rules) {
    for (const stored of rules.stored) {
      if (rules.memory === "block") gl.deleteBuffer(stored);
      else gl.deleteTexture(stored);
    }
    gl.deleteTexture(rules.decoder);
  }
  function freeRules(gl, rules) {
    for (const { program } of Object.values(rules.programs)) gl.deleteProgram(program);
    freeStored(gl, rules);
  }

  // engine/webgl/transfer.ts
  function readState(device, surface, shape) {
    const { gl, world } = device;
    const cells = world.height * world.width;
    const { channels, layers: layers2 } = shape;
    const state = new Float32Array(cells * channels);
    const four = new Float32Array(4 * cells);
    gl.bindFramebuffer(gl.FRAMEBUFFER, surface.target);
    for (let layer = 0; layer < layers2; layer++) {
      gl.readBuffer(gl.COLOR_ATTACHMENT0 + layer);
      gl.readPixels(0, 0, world.width, world.height, gl.RGBA, gl.FLOAT, four);
      const lanes = Math.min(4, channels - 4 * layer);
      for (let cell2 = 0; cell2 < cells; cell2++) {
        for (let lane = 0; lane < lanes; lane++) state[cell2 * channels + 4 * layer + lane] = four[4 * cell2 + lane];
      }
    }
    gl.readBuffer(gl.COLOR_ATTACHMENT0);
    return state;
  }
  function writeState(device, surface, shape, state) {
    const { gl, world } = device;
    const cells = world.height * world.width;
    const { channels, layers: layers2 } = shape;
    const four = new Float32Array(4 * cells);
    const kind = gl.TEXTURE_2D_ARRAY;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(kind, surface.texture);
    for (let layer = 0; layer < layers2; layer++) {
      const lanes = Math.min(4, channels - 4 * layer);
      four.fill(0);
      for (let cell2 = 0; cell2 < cells; cell2++) {
        for (let lane = 0; lane < lanes; lane++) four[4 * cell2 + lane] = state[cell2 * channels + 4 * layer + lane];
      }
      gl.texSubImage3D(kind, 0, 0, 0, layer, world.width, world.height, 1, gl.RGBA, gl.FLOAT, four);
    }
  }
  function readBytes(device, surface, box) {
    const { gl } = device;
    const [columns, rows2] = [box.right - box.left, box.bottom - box.top];
    const bytes = new Uint8Array(4 * columns * rows2);
    gl.bindFramebuffer(gl.FRAMEBUFFER, surface.target);
    gl.readPixels(box.left, box.top, columns, rows2, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    return bytes;
  }
  function writeSpecies(device, surface, species) {
    const { gl, world } = device;
    const bytes = new Uint8Array(4 * species.length);
    for (let cell2 = 0; cell2 < species.length; cell2++) bytes[4 * cell2] = species[cell2];
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, surface.texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, world.width, world.height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }
  function uploadRegion(device, texture, region) {
    const { gl, world } = device;
    const { width, height } = world;
    const box = around(width, height, (column, row) => region[row * width + column] !== 0);
    if (isEmpty(box)) return box;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, width);
    const from = region.subarray(box.top * width + box.left);
    const [columns, rows2] = [box.right - box.left, box.bottom - box.top];
    gl.texSubImage2D(gl.TEXTURE_2D, 0, box.left, box.top, columns, rows2, gl.RED, gl.UNSIGNED_BYTE, from);
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
    return box;
  }
  function occupied(snapshot, world) {
    const { state, channels } = snapshot;
    return around(world.width, world.height, (column, row) => {
      const from = (row * world.width + column) * channels;
      for (let at = from; at < from + channels; at++) if (state[at] !== 0) return true;
      return false;
    });
  }

  // engine/webgl/engine.ts
  var MEASURE_EVERY = 32;
  var MEASURE_FROM = 128 * 128;
  var WebglEngine = class {
    /**
     * @param obstacle what speaks against other organisms; null if nothing does
     * @throws Error if the GPU has not enough memory
     */
    constructor(device, rules, organisms, settings, obstacle2) {
      this.device = device;
      this.rules = rules;
      this.obstacle = obstacle2;
      this.kind = device.half ? "webgl2-half" : "webgl2";
      this.world = device.world;
      this.population = organisms;
      this.settings = settings;
      const { layers: layers2 } = rules.shape;
      [this.state, this.moved] = [device.stateSurface(layers2), device.stateSurface(layers2)];
      this.life = [device.byteSurface(), device.byteSurface()];
      this.change = device.stateSurface(1);
      this.region = makeTexture(device.gl, device.gl.R8, this.world.width, this.world.height);
      device.canvas.addEventListener("webglcontextlost", this.onLost);
      this.checkMemory();
    }
    kind;
    world;
    settings;
    population;
    steps = 0;
    state;
    moved;
    /** Species and life: those that hold, and where the next step's go. */
    life;
    /** Of the last step, for the views. */
    change;
    region;
    /** Cells outside are zero in all channels. */
    box = EMPTY;
    unmeasured = 0;
    observing = false;
    lost = false;
    /** For decoders that the shader does not draw. */
    screen = new Screen();
    get organisms() {
      return this.population;
    }
    /** Whether cells live by their neighbourhood, so that nothing is far from life. */
    get masked() {
      return this.population[0].life.kind === "neighbourhood";
    }
    get stepCount() {
      return this.steps;
    }
    get observe() {
      return this.observing;
    }
    set observe(wanted) {
      if (wanted && !this.observing && !this.lost) this.clear(this.change);
      this.observing = wanted;
    }
    load(organisms) {
      this.check();
      const why = this.obstacle(organisms, this.world);
      if (why !== null) throw new RangeError(why);
      const { device } = this;
      const emptied2 = organisms[0].channels !== this.rules.shape.channels;
      this.rules = replaceRules(device.gl, this.rules, organisms);
      this.population = organisms;
      if (emptied2) {
        device.free(this.state);
        device.free(this.moved);
        const { layers: layers2 } = this.rules.shape;
        [this.state, this.moved] = [device.stateSurface(layers2), device.stateSurface(layers2)];
        this.box = EMPTY;
        this.checkMemory();
      }
      const species = this.readSpecies();
      const known2 = species.map((index) => index < organisms.length ? index : 0);
      writeSpecies(device, this.life[0], known2);
    }
    step(count2) {
      this.check();
      checkCount(count2);
      checkSettings(this.settings, this.population);
      for (let done = 1; done <= count2; done++) {
        this.stepOnce(this.observing && done === count2);
        this.steps = this.steps + 1 >>> 0;
        this.measure();
      }
    }
    stepOnce(observed) {
      const { device, settings } = this;
      const { programs } = this.rules;
      const { width, height } = this.world;
      const torus = settings.boundary === "torus";
      const box = this.masked ? this.box : whole2(width, height);
      const near = (cells) => grown(box, cells, width, height, torus);
      const common = this.common();
      const [before, after] = this.life;
      device.draw(programs.life, after.target, near(3), {
        ...common,
        state: ["array", this.state.texture],
        life: ["texture", before.texture],
        speciesCount: ["int", this.population.length]
      });
      this.life = [after, before];
      const life = { ...common, life: ["texture", after.texture] };
      this.drawUpdates(near(2), { ...life, state: ["array", this.state.texture] });
      const moved2 = { ...life, state: ["array", this.moved.texture], before: ["array", this.state.texture] };
      this.box = near(1);
      if (observed) {
        this.clear(this.change);
        device.draw(programs.change, this.change.target, this.box, moved2);
      }
      device.draw(programs.survival, this.state.target, this.box, moved2);
    }
    /** What the passes of a step have in common. */
    common() {
      const { settings, world } = this;
      return {
        size: ["size", world.width, world.height],
        torus: ["int", settings.boundary === "torus" ? 1 : 0],
        aliveThreshold: ["float", this.population[0].life.aliveThreshold],
        livingMask: ["int", this.masked ? 1 : 0],
        time: ["uint", this.steps],
        seed: ["uint", settings.seed >>> 0],
        fireThreshold: ["uint", fireThreshold(settings.fireRate)],
        noiseAmplitude: ["float", settings.noise]
      };
    }
    /** Each species' cells by a pass of their own, so that all cells of a pass read the same weights. */
    drawUpdates(box, common) {
      const { device, rules } = this;
      const { gl } = device;
      this.population.forEach((organism, index) => {
        const angle = organism.physics.angle + this.settings.angle;
        const stored = rules.stored[index];
        if (rules.memory === "block") gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, stored);
        device.draw(rules.programs.update, this.moved.target, box, {
          ...common,
          species: ["float", index / 255],
          stepSize: ["float", organism.physics.stepSize],
          turn: ["float", Math.cos(angle), Math.sin(angle)],
          ...rules.memory === "texture" ? { rule: ["texture", stored] } : {}
        });
      });
    }
    /** Shrinks the box to the cells that could live at the last step. */
    measure() {
      this.unmeasured++;
      if (!this.masked || this.unmeasured < MEASURE_EVERY || area(this.box) < MEASURE_FROM) return;
      const { left, top, right, bottom } = this.box;
      const bytes = readBytes(this.device, this.life[0], this.box);
      const columns = right - left;
      const found = around(columns, bottom - top, (column, row) => bytes[4 * (row * columns + column) + 1] > 0);
      this.box = {
        left: left + found.left,
        top: top + found.top,
        right: left + found.right,
        bottom: top + found.bottom
      };
      this.unmeasured = 0;
      this.check();
    }
    paint(region, stroke) {
      this.check();
      checkRegion(region, this.world);
      checkStroke(stroke, this.population);
      const box = uploadRegion(this.device, this.region, region);
      if (stroke.kind !== "erase") this.paintSpecies(box, stroke);
      if (stroke.kind !== "species") this.paintCells(box, stroke);
      if (stroke.kind !== "erase") this.box = union2(this.box, box);
      this.forgetChange();
    }
    paintSpecies(box, stroke) {
      const which = stroke.kind === "seed" ? WHICH.all : stroke.kind === "species" ? WHICH.living : WHICH.empty;
      this.device.draw(this.rules.programs.species, this.life[0].target, box, {
        region: ["texture", this.region],
        state: ["array", this.state.texture],
        aliveThreshold: ["float", this.population[0].life.aliveThreshold],
        species: ["float", stroke.species / 255],
        which: ["int", which]
      });
    }
    paintCells(box, stroke) {
      const { gl } = this.device;
      const layers2 = [...Array(this.rules.shape.layers).keys()];
      const isDrawn2 = (layer) => layer === 0 || stroke.kind !== "colour";
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.state.target);
      gl.drawBuffers(layers2.map((layer) => isDrawn2(layer) ? gl.COLOR_ATTACHMENT0 + layer : gl.NONE));
      const colour = stroke.kind === "colour" ? stroke.colour : [0, 0, 0];
      this.device.draw(this.rules.programs.cells, this.state.target, box, {
        region: ["texture", this.region],
        first: ["float", ...colour, stroke.kind === "erase" ? 0 : 1],
        hidden: ["float", stroke.kind === "seed" ? 1 : 0]
      });
      gl.drawBuffers(layers2.map((layer) => gl.COLOR_ATTACHMENT0 + layer));
    }
    read() {
      this.check();
      const { height, width } = this.world;
      const { shape } = this.rules;
      const state = readState(this.device, this.state, shape);
      const species = this.readSpecies();
      this.check();
      return { height, width, channels: shape.channels, state, species, step: this.steps };
    }
    readSpecies() {
      const bytes = readBytes(this.device, this.life[0], whole2(this.world.width, this.world.height));
      return new Uint8Array(bytes.length / 4).map((_3, cell2) => bytes[4 * cell2]);
    }
    write(snapshot) {
      this.check();
      checkSnapshot(snapshot, this.world, this.population);
      writeState(this.device, this.state, this.rules.shape, snapshot.state);
      writeSpecies(this.device, this.life[0], snapshot.species);
      this.clear(this.change);
      this.steps = snapshot.step >>> 0;
      this.box = occupied(snapshot, this.world);
      this.unmeasured = 0;
    }
    draw(view) {
      this.check();
      const { width, height } = this.world;
      const { decoder } = this.population[0];
      if (isAveraged(view)) return this.screen.draw(view, { ...this.read(), update: null, fired: null, decoder });
      if (view.kind === "colour" && decoder !== null) return this.drawDecoded(decoder, view);
      this.device.sized(1);
      if (!this.observing) this.clear(this.change);
      this.device.draw(this.rules.programs.view, null, whole2(width, height), {
        ...viewUniforms(view, height),
        state: ["array", this.state.texture],
        change: ["array", this.change.texture]
      });
      return this.device.canvas;
    }
    drawDecoded(decoder, view) {
      const { device, rules } = this;
      const { width, height } = this.world;
      if (rules.decoder === null) {
        return this.screen.draw(view, { ...this.read(), update: null, fired: null, decoder });
      }
      const pixels = drawnPixels(decoder, this.world);
      const canvas = device.sized(pixels);
      const uniforms = {
        state: ["array", this.state.texture],
        rule: ["texture", rules.decoder],
        size: ["size", width, height],
        pixels: ["int", pixels],
        background: ["float", ...view.background]
      };
      device.draw(rules.programs.decoding, null, whole2(width, height), uniforms, pixels);
      return canvas;
    }
    dispose() {
      const { device } = this;
      device.canvas.removeEventListener("webglcontextlost", this.onLost);
      if (this.lost) return;
      this.lost = true;
      for (const surface of [this.state, this.moved, ...this.life, this.change]) device.free(surface);
      device.gl.deleteTexture(this.region);
      freeRules(device.gl, this.rules);
      closeContext(device.gl);
    }
    clear(surface) {
      const { gl } = this.device;
      gl.bindFramebuffer(gl.FRAMEBUFFER, surface.target);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
    /** What a tool does is not what the last step changed; who fired stays. */
    forgetChange() {
      const { gl } = this.device;
      gl.colorMask(true, false, false, false);
      this.clear(this.change);
      gl.colorMask(true, true, true, true);
    }
    /** Without `preventDefault` the browser would never give this page the GPU back; this engine ends nevertheless. */
    onLost = (event) => {
      event.preventDefault();
      this.lost = true;
    };
    check() {
      if (this.lost || this.device.gl.isContextLost()) {
        this.lost = true;
        throw new EngineLost("The browser withdrew the graphics card from this world.");
      }
    }
    checkMemory() {
      this.check();
      if (this.device.gl.getError() !== this.device.gl.NO_ERROR) {
        throw new Error(`The graphics card has too little memory for ${this.world.height} x ${this.world.width} cells.`);
      }
    }
  };

  // engine/webgl.ts
  var SERVED2 = {
    engine: "WebGL2",
    activations: ["relu"],
    updates: ["residual"],
    lives: ["neighbourhood", "all"],
    fires: ["cell"],
    clamp: false,
    noise: false,
    signal: false,
    learned: true,
    hiddenLayers: [1]
  };
  function obstacleFor(organisms, world, half) {
    const common = commonObstacle(organisms, world);
    if (common !== null) return common;
    for (const organism of organisms) {
      const unserved = unservedKind(organism, SERVED2);
      if (unserved !== null) return unserved;
    }
    const limits = probeLimits();
    if (limits === null) return "This browser has no WebGL2.";
    if (!(half ? limits.half : limits.float)) {
      return `This browser's WebGL2 cannot draw to ${half ? 16 : 32}-bit floating-point textures.`;
    }
    if (Math.max(world.height, world.width) >= limits.textureSize) {
      return `This browser's WebGL2 supports worlds of at most ${limits.textureSize - 1} cells a side.`;
    }
    if (shapeOf(organisms[0]).layers > limits.targets) {
      const { name, channels } = organisms[0];
      return `${name} has ${channels} channels; this browser's WebGL2 supports at most ${4 * limits.targets}.`;
    }
    return null;
  }
  function webglFactory(half, memory = null) {
    const obstacle2 = (organisms, world) => obstacleFor(organisms, world, half);
    return {
      kind: half ? "webgl2-half" : "webgl2",
      obstacle: obstacle2,
      async create(organisms, world, settings) {
        const why = obstacle2(organisms, world);
        if (why !== null) throw new Error(why);
        checkSettings(settings, organisms);
        const device = new Device({ height: world.height, width: world.width }, half);
        try {
          const begun = beginRules(device.gl, organisms, memory);
          await begun.ready();
          return new WebglEngine(device, begun.finish(), organisms, settings, obstacle2);
        } catch (error) {
          closeContext(device.gl);
          throw error;
        }
      }
    };
  }
  var webglEngine = webglFactory(false);
  var webglHalfEngine = webglFactory(true);

  // engine/select.ts
  var FACTORIES = [webglEngine, webglHalfEngine, wasmEngine, plainEngine];
  var QUICK_START = ["wasm", "plain", "webgl2", "webgl2-half"];
  var HALF_MUST_GAIN = 2;
  var PROBE_TIME = 60;
  var LEAST_ROUNDS = 4;
  var MOST_PROBE_TIME = 400;
  var HOPELESS = 8;
  var GROWING_STEPS = 64;
  var GROWING_TIME = 250;
  async function chooseEngine(organisms, world, settings, options = {}) {
    const factories = (options.factories ?? FACTORIES).filter(({ kind }) => options.without?.has(kind) !== true);
    const wanted = factories.find(({ kind }) => kind === options.want);
    const order = wanted === void 0 ? quickOrder(factories) : [wanted, ...quickOrder(factories)];
    const tried = [];
    if (options.quick === true || wanted !== void 0) {
      for (const factory of order) {
        if (tried.some(({ kind }) => kind === factory.kind)) continue;
        const result = await set(factory, organisms, world, settings);
        tried.push(result);
        if (result.engine !== null) return choice(result, tried, factories);
      }
    } else {
      await probeAll(factories, organisms, world, settings, options, tried);
      const best = fastest(tried);
      if (best !== null) return choice(best, tried, factories);
    }
    const reasons = tried.map(({ kind, reason }) => `${kind}: ${reason ?? "failed"}`).join(" · ");
    throw new Error(`No engine of this browser can run this world. ${reasons}`);
  }
  function quickOrder(factories) {
    return [...factories].sort((one, other) => QUICK_START.indexOf(one.kind) - QUICK_START.indexOf(other.kind));
  }
  async function set(factory, organisms, world, settings) {
    const { kind } = factory;
    const obstacle2 = factory.obstacle(organisms, world);
    if (obstacle2 !== null) return { kind, engine: null, milliseconds: null, outcome: "cannot", reason: obstacle2 };
    try {
      const engine = await factory.create(organisms, world, { ...settings });
      return { kind, engine, milliseconds: null, outcome: "slower", reason: null };
    } catch (error) {
      return { kind, engine: null, milliseconds: null, outcome: "failed", reason: messageOf(error) };
    }
  }
  async function probeAll(factories, organisms, world, settings, options, tried) {
    const now = options.now ?? (() => performance.now());
    let grown2 = options.grown ?? null;
    for (const factory of quickOrder(factories)) {
      const { kind } = factory;
      if (kind === "webgl2-half" && tried.some((other) => other.kind === "webgl2" && other.engine !== null)) {
        tried.push({
          kind,
          engine: null,
          milliseconds: null,
          outcome: "not tried",
          reason: "WebGL2 has full precision."
        });
        continue;
      }
      const result = await set(factory, organisms, world, settings);
      if (result.engine === null) {
        tried.push(result);
        continue;
      }
      try {
        grown2 ??= grow(result.engine, now);
        const fastest2 = Math.min(...tried.map((other) => other.milliseconds ?? Infinity));
        const milliseconds = probe(result.engine, grown2, now, fastest2);
        tried.push({ ...result, milliseconds });
      } catch (error) {
        result.engine.dispose();
        tried.push({ ...result, engine: null, outcome: "failed", reason: messageOf(error) });
      }
    }
  }
  function grow(engine, now) {
    const { height, width } = engine.world;
    const middle = { row: Math.floor(height / 2), column: Math.floor(width / 2) };
    engine.paint(seedRegion(engine.organisms[0], engine.world, middle), { kind: "seed", species: 0 });
    const start2 = now();
    for (let step = 0; step < GROWING_STEPS && now() - start2 < GROWING_TIME; step += 4) engine.step(4);
    return engine.read();
  }
  function probe(engine, grown2, now, fastest2) {
    engine.write(grown2);
    engine.step(1);
    wait(engine);
    const begin2 = now();
    let best = Infinity;
    let steps = 0;
    for (let round = 0; round < LEAST_ROUNDS || now() - begin2 < PROBE_TIME && steps < 4096; round++) {
      const count2 = Math.min(2 ** round, 32);
      const start2 = now();
      engine.step(count2);
      wait(engine);
      steps += count2;
      best = Math.min(best, (now() - start2) / count2);
      if (now() - begin2 > MOST_PROBE_TIME || best > HOPELESS * fastest2) break;
    }
    engine.write(emptied(grown2));
    return best;
  }
  function emptied(snapshot) {
    const { state, species } = snapshot;
    return { ...snapshot, state: new Float32Array(state.length), species: new Uint8Array(species.length), step: 0 };
  }
  var pixel = null;
  function wait(engine) {
    const drawn = engine.draw({ kind: "alpha", background: [1, 1, 1] });
    if (pixel === null && typeof document !== "undefined") {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 1;
      pixel = canvas.getContext("2d", { willReadFrequently: true });
    }
    pixel?.drawImage(drawn, 0, 0, 1, 1);
    pixel?.getImageData(0, 0, 1, 1);
  }
  function fastest(tried) {
    let best = null;
    const cost = (one) => (one.milliseconds ?? Infinity) * (one.kind === "webgl2-half" ? HALF_MUST_GAIN : 1);
    for (const one of tried) {
      if (one.engine !== null && (best === null || cost(one) < cost(best))) best = one;
    }
    return best;
  }
  function choice(best, tried, factories) {
    for (const { engine } of tried) if (engine !== best.engine) engine?.dispose();
    const results = factories.map(({ kind }) => {
      const found = tried.find((one) => one.kind === kind);
      if (found === void 0) return { kind, outcome: "not tried", millisecondsPerStep: null, reason: null };
      const outcome = found === best ? "chosen" : found.outcome;
      return { kind, outcome, millisecondsPerStep: found.milliseconds, reason: found.reason };
    });
    return { engine: best.engine, report: { chosen: best.kind, results } };
  }
  function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
  }

  // playground/form.ts
  var REACH = 6;
  var NEAR = [3, 6, 9, 12, 15];
  var FAR = [30, 45, 60, 75, 90, 105, 120, 135, 150, 165];
  var TURNS = [0, ...NEAR, ...NEAR.map((turn) => -turn), ...FAR, ...FAR.map((turn) => -turn), 180];
  var NOTABLE = Math.log10(2);
  var FEW = 11;
  function fitsElsewhere(inPlace, form) {
    const moved2 = form.down !== 0 || form.across !== 0 || form.degrees !== 0;
    return moved2 && inPlace - Math.log10(form.error) >= NOTABLE;
  }
  var Forms = class {
    constructor(target) {
      this.target = target;
      this.#full = TURNS.map((degrees) => turned(target, degrees));
      this.#half = this.#full.map(halved);
    }
    #full;
    #half;
    /**
     * Where the picture fits best.
     *
     * @param top row of the world at which the target's grid begins, with `left`
     */
    find(snapshot, top, left, torus) {
      const { height, width } = this.target;
      const frame = { top: top - REACH, left: left - REACH, height: height + 2 * REACH, width: width + 2 * REACH };
      const seen = { height: frame.height, width: frame.width, values: coloursIn(snapshot, frame, torus) };
      const small = halved(seen);
      const reach = REACH / 2;
      const tried = TURNS.map((degrees, which) => {
        let least = { error: Infinity, down: 0, across: 0, degrees };
        for (let down = -reach; down <= reach; down++) {
          for (let across = -reach; across <= reach; across++) {
            const error = difference(small, this.#half[which], down + reach, across + reach);
            if (error < least.error) least = { error, down: 2 * down, across: 2 * across, degrees };
          }
        }
        return least;
      });
      const [unturned, ...others] = tried;
      others.sort((one, other) => one.error - other.error);
      let best = { error: difference(seen, this.#full[0], REACH, REACH), down: 0, across: 0, degrees: 0 };
      for (const { degrees, ...near } of [unturned, ...others.slice(0, FEW)]) {
        const picture = this.#full[TURNS.indexOf(degrees)];
        for (let down = Math.max(near.down - 1, -REACH); down <= Math.min(near.down + 1, REACH); down++) {
          for (let across = Math.max(near.across - 1, -REACH); across <= Math.min(near.across + 1, REACH); across++) {
            const error = difference(seen, picture, down + REACH, across + REACH);
            if (error < best.error) best = { error, down, across, degrees };
          }
        }
      }
      return best;
    }
  };
  function difference(seen, picture, top, left) {
    let sum = 0;
    for (let row = 0; row < picture.height; row++) {
      let from = 4 * ((top + row) * seen.width + left);
      let to = 4 * row * picture.width;
      for (let count2 = 4 * picture.width; count2 > 0; count2--) {
        const apart = seen.values[from++] - picture.values[to++];
        sum += apart * apart;
      }
    }
    return sum / picture.values.length;
  }
  function halved({ height, width, values }) {
    const [rows2, columns] = [height >> 1, width >> 1];
    const result = new Float32Array(rows2 * columns * 4);
    for (let row = 0; row < rows2; row++) {
      for (let column = 0; column < columns; column++) {
        for (let channel = 0; channel < 4; channel++) {
          const at = 4 * (2 * row * width + 2 * column) + channel;
          const sum = values[at] + values[at + 4] + values[at + 4 * width] + values[at + 4 * width + 4];
          result[4 * (row * columns + column) + channel] = sum / 4;
        }
      }
    }
    return { height: rows2, width: columns, values: result };
  }
  function turned(target, degrees) {
    if (degrees === 0) return target;
    const { height, width, values } = target;
    const [cosine, sine] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
    const [middle, centre] = [height >> 1, width >> 1];
    const result = new Float32Array(values.length);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [down, across] = [row - middle, column - centre];
        const y5 = middle + cosine * down + sine * across;
        const x4 = centre - sine * down + cosine * across;
        const [above, before] = [Math.floor(y5), Math.floor(x4)];
        for (let corner = 0; corner < 4; corner++) {
          const [r4, c4] = [above + (corner >> 1), before + (corner & 1)];
          if (r4 < 0 || c4 < 0 || r4 >= height || c4 >= width) continue;
          const weight = (1 - Math.abs(y5 - r4)) * (1 - Math.abs(x4 - c4));
          for (let channel = 0; channel < 4; channel++) {
            result[4 * (row * width + column) + channel] += weight * values[4 * (r4 * width + c4) + channel];
          }
        }
      }
    }
    return { height, width, values: result };
  }
  function placeWords({ down, across, degrees }) {
    const parts = [
      across === 0 ? "" : `${Math.abs(across)} ${across > 0 ? "right" : "left"}`,
      down === 0 ? "" : `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
      degrees === 0 ? "" : `${Math.abs(degrees)}°${degrees === 180 ? "" : degrees > 0 ? " ↺" : " ↻"}`
    ];
    return parts.filter(Boolean).join(", ");
  }

  // playground/charts.tsx
  var LEAST_STEPS = 300;
  var MOST_STEPS2 = 3e3;
  var HEALED2 = -3;
  function ChartCanvas({ label, height, paint: paint2 }) {
    const store = useStore();
    const canvas = A2(null);
    h2(() => {
      const target = canvas.current;
      const draw = () => {
        const ratio = Math.min(window.devicePixelRatio || 1, 2);
        const width = target.clientWidth;
        const context = target.getContext("2d");
        if (context === null || width === 0) return;
        target.width = Math.round(width * ratio);
        target.height = Math.round(height * ratio);
        context.scale(ratio, ratio);
        paint2(store, context, width, height);
      };
      const sizes = new ResizeObserver(draw);
      sizes.observe(target);
      const stop = x3(draw);
      return () => {
        stop();
        sizes.disconnect();
      };
    }, []);
    return /* @__PURE__ */ u4("canvas", { ref: canvas, class: "chart", role: "img", "aria-label": label, style: { height: `${height}px` } });
  }
  function windowOf(store, series, low, high) {
    const now = series.length > 0 ? series.stepAt(series.length - 1) : 0;
    const wound2 = store.wounds.value[store.wounds.value.length - 1];
    const start2 = wound2 !== void 0 && now - wound2 < MOST_STEPS2 ? wound2 - LEAST_STEPS / 6 : now - LEAST_STEPS;
    const first = Math.max(start2, now - MOST_STEPS2, series.length > 0 ? series.stepAt(0) : 0);
    return { first, last: Math.max(now, first + LEAST_STEPS), low, high };
  }
  function curve(context, series, which, x4, y5, first) {
    context.beginPath();
    for (let index = 0; index < series.length; index++) {
      if (series.stepAt(index) >= first) context.lineTo(x4(series.stepAt(index)), y5(series.valueAt(index, which)));
    }
    context.stroke();
  }
  var LEFT = 34;
  var RIGHT = 6;
  var TOP = 8;
  var BOTTOM = 16;
  function axes(context, width, height, window2, colours, ticks) {
    const x4 = (step) => LEFT + (step - window2.first) / (window2.last - window2.first) * (width - LEFT - RIGHT);
    const y5 = (value) => {
      const share = (window2.high - value) / (window2.high - window2.low);
      return TOP + Math.min(Math.max(share, 0), 1) * (height - TOP - BOTTOM);
    };
    context.font = "10px system-ui, sans-serif";
    context.fillStyle = colours.quiet;
    context.strokeStyle = colours.hairline;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of ticks) {
      context.beginPath();
      context.moveTo(LEFT, Math.round(y5(tick)) + 0.5);
      context.lineTo(width - RIGHT, Math.round(y5(tick)) + 0.5);
      context.stroke();
      context.fillText(tick < 0 ? `−${-tick}` : String(tick), LEFT - 5, y5(tick));
    }
    context.textBaseline = "alphabetic";
    context.textAlign = "left";
    context.fillText(String(Math.round(window2.first)), LEFT, height - 3);
    context.textAlign = "right";
    context.fillText(`step ${Math.round(window2.last)}`, width - RIGHT, height - 3);
    return { x: x4, y: y5 };
  }
  function paintHealing(store, context, width, height) {
    void store.samples.value;
    const colours = store.palette.value;
    const series = store.healingSeries;
    const window2 = windowOf(store, series, -5, 0);
    const { x: x4, y: y5 } = axes(context, width, height, window2, colours, [0, -1, -2, -3, -4, -5]);
    context.setLineDash([3, 3]);
    context.strokeStyle = colours.quiet;
    context.beginPath();
    context.moveTo(LEFT, Math.round(y5(HEALED2)) + 0.5);
    context.lineTo(width - RIGHT, Math.round(y5(HEALED2)) + 0.5);
    context.stroke();
    context.setLineDash([]);
    context.strokeStyle = colours.accent;
    for (const step of store.wounds.value) {
      if (step < window2.first) continue;
      context.beginPath();
      context.moveTo(x4(step), TOP);
      context.lineTo(x4(step), height - BOTTOM);
      context.stroke();
    }
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    curve(context, series, 0, x4, y5, window2.first);
  }
  function decimal(value) {
    return value.toFixed(2).replace("-", "−");
  }
  function HealingChart() {
    const store = useStore();
    const value = store.healing.value;
    const against = store.healingAgainst.value;
    const form = store.form.value;
    return /* @__PURE__ */ u4("figure", { class: "healing", children: [
      /* @__PURE__ */ u4("figcaption", { children: [
        /* @__PURE__ */ u4("span", { children: [
          "Healing error ",
          /* @__PURE__ */ u4("i", { children: "E" }),
          ", log",
          /* @__PURE__ */ u4("sub", { children: "10" })
        ] }),
        /* @__PURE__ */ u4("output", { "aria-label": "Healing error", children: value === null ? "–" : decimal(value) })
      ] }),
      /* @__PURE__ */ u4(ChartCanvas, { label: "Healing error over the steps", height: 118, paint: paintHealing }),
      /* @__PURE__ */ u4("p", { class: "quiet", children: [
        form !== null && /* @__PURE__ */ u4(S, { children: [
          "At the best shift and rotation (",
          placeWords(form),
          "):",
          " ",
          /* @__PURE__ */ u4("output", { "aria-label": "Error at the best shift and rotation", children: decimal(form.error) }),
          ".",
          " "
        ] }),
        against === "target" && "Compared with its target; below the dashed line it counts as healed.",
        against === "before" && "Its file has no picture: compared with its state before the wound.",
        against === "moving" && "Its picture moves, so there is no single target. blastema evaluate measures it.",
        against === "texture" && "A texture fills holes with new patches of the same kind; blastema evaluate measures their similarity.",
        against === null && "There is nothing to compare with yet; healing is measured from the first wound on."
      ] })
    ] });
  }
  function channelColour(channel, count2, colours) {
    if (channel < 3) return ["#d8402c", "#3a9a4b", "#3b76d6"][channel];
    if (channel === 3) return colours.ink;
    return `hsl(${Math.round(360 * (channel - 4) / Math.max(count2 - 4, 1))} 45% 55%)`;
  }
  function paintTrace(store, context, width, height) {
    void store.samples.value;
    const colours = store.palette.value;
    const series = store.traceSeries.value;
    let most = 1;
    for (let index = 0; index < series.length; index++) {
      for (let which = 0; which < series.width; which++) {
        const value = Math.abs(series.valueAt(index, which));
        if (value > most && value < 1e6) most = value;
      }
    }
    const window2 = windowOf(store, series, -most, most);
    const tick = most >= 10 ? Math.round(most) : Math.round(10 * most) / 10;
    const { x: x4, y: y5 } = axes(context, width, height, window2, colours, [tick, 0, -tick]);
    context.lineWidth = 1.2;
    for (let channel = series.width - 1; channel >= 0; channel--) {
      context.strokeStyle = channelColour(channel, series.width, colours);
      curve(context, series, channel, x4, y5, window2.first);
    }
  }
  function TraceChart() {
    const store = useStore();
    const cell2 = store.traced.value;
    const figure = A2(null);
    h2(() => figure.current?.scrollIntoView({ block: "nearest" }), [cell2]);
    if (cell2 === null) return null;
    void store.samples.value;
    const series = store.traceSeries.value;
    const last = series.length - 1;
    return /* @__PURE__ */ u4("figure", { class: "trace", ref: figure, children: [
      /* @__PURE__ */ u4("figcaption", { children: [
        "Cell in row ",
        cell2.row,
        ", column ",
        cell2.column,
        /* @__PURE__ */ u4("button", { type: "button", class: "text-button", onClick: () => store.traced.value = null, children: "End trace" })
      ] }),
      /* @__PURE__ */ u4(ChartCanvas, { label: "Channels of the traced cell over the steps", height: 150, paint: paintTrace }),
      /* @__PURE__ */ u4("dl", { class: "channel-values", "aria-label": "Channels of the traced cell", children: Array.from({ length: series.width }, (_3, channel) => /* @__PURE__ */ u4("div", { children: [
        /* @__PURE__ */ u4("dt", { style: { color: channelColour(channel, series.width, store.palette.value) }, children: shortName(channel) }),
        /* @__PURE__ */ u4("dd", { children: last < 0 ? "–" : series.valueAt(last, channel).toFixed(2) })
      ] }, channel)) })
    ] });
  }

  // playground/becoming.tsx
  function Becoming({ actions }) {
    const store = useStore();
    const organism = store.current.value?.organism;
    if (organism === void 0 || organism.pictures.length < 2) return null;
    const now = pictureOf(organism, store.signals.value[store.species.value]);
    return /* @__PURE__ */ u4("div", { class: "becoming", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: [
        "What it is",
        now === null && ": a mixture"
      ] }),
      /* @__PURE__ */ u4("div", { class: "picker", role: "group", "aria-label": "What it is", children: organism.pictures.map((picture) => /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          "aria-label": `Turn into ${picture.target.name}`,
          title: `Turn into ${picture.target.name}`,
          "aria-pressed": picture === now,
          onClick: () => actions.become(picture),
          children: /* @__PURE__ */ u4(Shown, { picture })
        },
        picture.target.name
      )) })
    ] });
  }
  function Shown({ picture: { target } }) {
    if (target.png === null) return /* @__PURE__ */ u4("span", { class: "portrait", children: target.name.slice(0, 2) });
    return /* @__PURE__ */ u4("img", { src: `data:image/png;base64,${target.png}`, alt: "", width: 40, height: 40, draggable: false });
  }

  // playground/levels_figure.tsx
  var COLUMNS = 4;
  var GAP = 0.08;
  var LETTERS = 15;
  function LevelsFigure({ life }) {
    const store = useStore();
    const canvas = A2(null);
    const parents = store.current.value?.organism.parents ?? null;
    h2(() => {
      const target = canvas.current;
      if (target === null || parents === null) return;
      const draw = () => {
        void store.samples.value;
        const snapshot = life.measure.latest;
        if (snapshot !== null && target.clientWidth > 0) paint(target, snapshot, parents, store.palette.value);
      };
      const sizes = new ResizeObserver(draw);
      sizes.observe(target);
      const stop = x3(draw);
      return () => {
        stop();
        sizes.disconnect();
      };
    }, [parents]);
    if (parents === null) return null;
    const { channels, factor } = parents;
    return /* @__PURE__ */ u4("figure", { class: "levels", children: [
      /* @__PURE__ */ u4(
        "canvas",
        {
          ref: canvas,
          class: "chart",
          role: "img",
          "aria-label": "What the parents sense, then the channels that they signal to their cells"
        }
      ),
      /* @__PURE__ */ u4("figcaption", { class: "quiet", children: [
        "A pixel is a parent of ",
        factor,
        " × ",
        factor,
        " cells. First what the parents sense, the mean colour of their cells; then what they signal to them, their ",
        channels,
        " channels."
      ] })
    ] });
  }
  function paint(target, snapshot, parents, { plate, quiet }) {
    const background = plate;
    const { height, width, channels } = snapshot;
    if (channels < parents.channels || height % parents.factor !== 0 || width % parents.factor !== 0) return;
    const looks2 = [
      { kind: "colour", background },
      ...Array.from({ length: parents.channels }, (_3, index) => {
        return { kind: "channel", channel: channels - parents.channels + index, background };
      })
    ];
    const source = atParents(snapshot, parents.factor);
    const side = target.clientWidth / (COLUMNS + (COLUMNS - 1) * GAP);
    const [high, step] = [side * source.height / source.width, side * (1 + GAP)];
    const down = LETTERS + high + side * GAP;
    const rows2 = Math.ceil(looks2.length / COLUMNS);
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const whole3 = rows2 * down - side * GAP;
    target.style.height = `${whole3}px`;
    target.width = Math.round(target.clientWidth * ratio);
    target.height = Math.round(whole3 * ratio);
    const context = target.getContext("2d");
    if (context === null) return;
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    context.fillStyle = quiet;
    context.font = "11px sans-serif";
    const map = document.createElement("canvas");
    [map.width, map.height] = [source.width, source.height];
    const image = new ImageData(source.width, source.height);
    looks2.forEach((look, index) => {
      viewPixels(look, source, image.data);
      map.getContext("2d")?.putImageData(image, 0, 0);
      const [row, column] = [Math.floor(index / COLUMNS), index % COLUMNS];
      context.fillText(look.kind === "channel" ? shortName(look.channel) : "sensed", column * step, row * down + LETTERS - 4);
      context.drawImage(map, column * step, row * down + LETTERS, side, high);
    });
  }
  function atParents(snapshot, factor) {
    const { channels, width } = snapshot;
    const nothing = { update: null, fired: null, decoder: null };
    const means = blockMeans({ ...snapshot, ...nothing }, factor);
    const small = { height: snapshot.height / factor, width: width / factor };
    const state = new Float32Array(small.height * small.width * channels);
    for (let parent = 0; parent < small.height * small.width; parent++) {
      const cell2 = Math.floor(parent / small.width) * factor * width + parent % small.width * factor;
      state.set(means.subarray(cell2 * channels, (cell2 + 1) * channels), parent * channels);
    }
    return { ...small, ...nothing, channels, state };
  }

  // playground/senses.tsx
  function SensesPanel() {
    const store = useStore();
    const { turn, fireRate, noise: noise2, boundary, firesPerChannel: firesPerChannel2 } = store;
    return /* @__PURE__ */ u4(Panel, { of: "senses", children: [
      /* @__PURE__ */ u4("div", { class: "senses", children: [
        /* @__PURE__ */ u4(Dial, { label: "Rotation of the perceptive field", value: turn.value, onInput: (value) => turn.value = value }),
        /* @__PURE__ */ u4("div", { children: [
          /* @__PURE__ */ u4(
            Slider,
            {
              label: "Fire rate",
              value: fireRate.value,
              low: 0,
              high: 1,
              step: 0.01,
              shown: `${Math.round(100 * fireRate.value)} %`,
              onInput: (value) => fireRate.value = value
            }
          ),
          !firesPerChannel2.value && /* @__PURE__ */ u4(
            Slider,
            {
              label: "Noise",
              value: noise2.value,
              low: 0,
              high: MOST_NOISE,
              step: 2e-3,
              shown: noise2.value === 0 ? "none" : noise2.value.toFixed(3),
              onInput: (value) => noise2.value = value
            }
          ),
          /* @__PURE__ */ u4(
            Choice,
            {
              label: "Boundary",
              value: boundary.value,
              options: [
                { value: "zero", text: "Walled", name: "Zero boundary: cells beyond the edge are empty" },
                { value: "torus", text: "Wrapped", name: "Torus boundary: opposite edges meet" }
              ],
              onChange: (value) => boundary.value = value
            }
          )
        ] })
      ] }),
      /* @__PURE__ */ u4(SignalControl, {})
    ] });
  }
  function nameOf({ pictures }, index) {
    const alone = pictures.find(({ signal }) => signal.every((value, place) => value === Number(place === index)));
    return alone?.target.name ?? null;
  }
  var MOST_SLIDERS = 12;
  function SignalControl() {
    const store = useStore();
    const { signals, species } = store;
    const told = signals.value[species.value] ?? [];
    const tell = (values) => {
      signals.value = signals.value.map((one, index) => index === species.value ? values : one);
    };
    const organism = store.current.value?.organism;
    if (organism === void 0 || told.length === 0) return null;
    if (told.length <= MOST_SLIDERS) {
      return /* @__PURE__ */ u4("div", { class: "signal", role: "group", "aria-label": "Signal", children: told.map((value, index) => /* @__PURE__ */ u4(
        Slider,
        {
          label: nameOf(organism, index) ?? `Signal ${index}`,
          value,
          low: -1,
          high: 1,
          step: 0.01,
          shown: value.toFixed(2),
          onInput: (next) => tell(told.map((one, i4) => i4 === index ? next : one))
        },
        index
      )) });
    }
    const read = (text2) => {
      const values = text2.trim().split(/[\s,]+/).map(Number);
      if (values.length === told.length && values.every(Number.isFinite)) tell(values);
      else store.say(`The signal consists of ${told.length} numbers separated by spaces.`, "error");
    };
    return /* @__PURE__ */ u4("label", { class: "field signal", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: [
        "Signal, ",
        told.length,
        " numbers"
      ] }),
      /* @__PURE__ */ u4(
        "input",
        {
          type: "text",
          "aria-label": "Signal",
          value: told.join(" "),
          onChange: (event) => read(event.currentTarget.value)
        }
      )
    ] });
  }

  // playground/panels.tsx
  function Panels({ actions }) {
    return /* @__PURE__ */ u4(S, { children: [
      /* @__PURE__ */ u4(OrganismPanel, { actions }),
      /* @__PURE__ */ u4(WoundPanel, { actions }),
      /* @__PURE__ */ u4(SensesPanel, {}),
      /* @__PURE__ */ u4(ViewPanel, { life: actions.life }),
      /* @__PURE__ */ u4(WorldPanel, { actions })
    ] });
  }
  function Portrait({ specimen: specimen2 }) {
    if (specimen2.picture !== null) return /* @__PURE__ */ u4("img", { src: specimen2.picture, alt: "", width: 40, height: 40, draggable: false });
    return /* @__PURE__ */ u4("span", { class: "portrait", children: specimen2.emoji ?? specimen2.name.slice(0, 2) });
  }
  var MANY = 12;
  function OrganismPanel({ actions }) {
    const store = useStore();
    const [purpose, setPurpose] = d2("show");
    const toggle = (wish) => setPurpose(purpose === wish ? "show" : wish);
    const chosen = store.current.value;
    const full = store.living.value.length >= MOST_SPECIES2;
    return /* @__PURE__ */ u4(Panel, { of: "organism", children: [
      /* @__PURE__ */ u4(Picker, { purpose, actions, onChosen: () => setPurpose("show") }),
      chosen !== null && /* @__PURE__ */ u4("p", { class: "regime", children: PURPOSES[purpose].hint ?? regimeHint(chosen) }),
      /* @__PURE__ */ u4("div", { class: "row", children: [
        /* @__PURE__ */ u4(
          "button",
          {
            type: "button",
            class: "text-button",
            "aria-pressed": purpose === "add",
            disabled: chosen === null || full,
            onClick: () => toggle("add"),
            children: [
              /* @__PURE__ */ u4(Icon, { name: "plus" }),
              "Add to this world"
            ]
          }
        ),
        /* @__PURE__ */ u4(
          "button",
          {
            type: "button",
            class: "text-button",
            "aria-pressed": purpose === "infect",
            disabled: chosen === null,
            onClick: () => toggle("infect"),
            children: [
              /* @__PURE__ */ u4(Icon, { name: "colour" }),
              "Take over a picture"
            ]
          }
        ),
        /* @__PURE__ */ u4(FileButton, { actions })
      ] }),
      /* @__PURE__ */ u4(Becoming, { actions }),
      store.living.value.length > 1 && /* @__PURE__ */ u4(SpeciesChoice, {})
    ] });
  }
  var PURPOSES = {
    show: { label: "Organism to show", hint: null },
    add: { label: "Organism to add", hint: "Choose an organism to add to this world." },
    infect: { label: "Organism whose picture to take over", hint: "Choose the organism whose picture the rule of this world takes over." }
  };
  function Picker({ purpose, actions, onChosen }) {
    const store = useStore();
    const [shown, setShown] = d2(null);
    const all = store.library.value;
    const chosen = store.current.value;
    const filter = all.length > MANY ? shown ?? chosen?.regime ?? "all" : "all";
    const listed = filter === "all" ? all : all.filter(({ regime }) => regime === filter);
    const labelled = filter === "all" && all.length > 1;
    const obstacle2 = ({ organism }) => {
      if (purpose === "infect" && !organism.target?.png) return "Its file has no picture.";
      return purpose === "add" && chosen !== null ? mismatch(chosen.organism, organism) : null;
    };
    const choose = (specimen2) => {
      if (purpose === "add") actions.add(specimen2);
      else if (purpose === "infect") actions.infect(specimen2);
      else actions.choose(specimen2);
      onChosen();
    };
    return /* @__PURE__ */ u4(S, { children: [
      all.length > MANY && /* @__PURE__ */ u4(
        Choice,
        {
          label: "Regime",
          class: "words",
          value: filter,
          options: [...REGIMES2, "all"].map((value) => ({ value, text: value })),
          onChange: (value) => {
            setShown(value);
            const other = all.find((one) => one.regime === value && one.name === chosen?.name);
            if (purpose === "show" && other !== void 0 && other !== chosen) actions.choose(other);
          }
        }
      ),
      /* @__PURE__ */ u4("div", { class: labelled ? "picker labelled" : "picker", role: "group", "aria-label": PURPOSES[purpose].label, children: listed.map((specimen2) => /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          "aria-label": fullName(specimen2, store.library.value),
          title: obstacle2(specimen2) ?? fullName(specimen2, store.library.value),
          "aria-pressed": store.living.value.includes(specimen2),
          disabled: obstacle2(specimen2) !== null,
          onClick: () => choose(specimen2),
          children: [
            /* @__PURE__ */ u4(Portrait, { specimen: specimen2 }),
            labelled && /* @__PURE__ */ u4("span", { class: "kind", children: kindName(specimen2, all) })
          ]
        },
        specimen2.id
      )) })
    ] });
  }
  function FileButton({ actions }) {
    const file = A2(null);
    return /* @__PURE__ */ u4(S, { children: [
      /* @__PURE__ */ u4("button", { type: "button", class: "text-button", onClick: () => file.current?.click(), children: [
        /* @__PURE__ */ u4(Icon, { name: "open" }),
        "Open a file"
      ] }),
      /* @__PURE__ */ u4(
        "input",
        {
          ref: file,
          type: "file",
          class: "unseen",
          tabIndex: -1,
          "aria-label": "Organism file",
          accept: ".safetensors,.json,.zip",
          onChange: (event) => {
            const picked = event.currentTarget.files?.[0];
            if (picked !== void 0) actions.open(picked);
            event.currentTarget.value = "";
          }
        }
      )
    ] });
  }
  function SpeciesChoice() {
    const store = useStore();
    return /* @__PURE__ */ u4("div", { class: "species", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: "In this world" }),
      /* @__PURE__ */ u4(
        Choice,
        {
          label: "Species in use",
          value: store.species.value,
          options: store.living.value.map((specimen2, value) => ({
            value,
            name: `Use ${fullName(specimen2, store.library.value)}`,
            text: /* @__PURE__ */ u4(S, { children: [
              /* @__PURE__ */ u4(Portrait, { specimen: specimen2 }),
              /* @__PURE__ */ u4("span", { class: "kind", children: kindName(specimen2, store.library.value) })
            ] })
          })),
          onChange: (value) => {
            store.species.value = value;
            store.healingSeries.clear();
          }
        }
      )
    ] });
  }
  function isCut(kind) {
    return CUTS.includes(kind);
  }
  var WORDS = { forget: "Remove left parents", exchange: "Exchange parents" };
  function WoundButton({ kind, actions }) {
    return /* @__PURE__ */ u4(
      "button",
      {
        type: "button",
        class: "icon-button worded",
        "aria-label": WOUND_NAMES[kind],
        title: WOUND_NAMES[kind],
        onClick: () => actions.wound(kind),
        children: [
          isCut(kind) ? /* @__PURE__ */ u4(CutIcon, { part: kind }) : /* @__PURE__ */ u4(Icon, { name: kind }),
          /* @__PURE__ */ u4("span", { class: "word", children: WORDS[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1) })
        ]
      }
    );
  }
  function WoundPanel({ actions }) {
    const levels = (useStore().current.value?.organism.parents ?? null) !== null;
    return /* @__PURE__ */ u4(Panel, { of: "wounds", children: [
      /* @__PURE__ */ u4("div", { class: "wounds", role: "group", "aria-label": "One-click wounds", children: WOUNDS.map((kind) => /* @__PURE__ */ u4(WoundButton, { kind, actions }, kind)) }),
      levels && /* @__PURE__ */ u4("div", { class: "wounds parents", role: "group", "aria-label": "Changes of the parents", children: PARENT_WOUNDS.map((kind) => /* @__PURE__ */ u4(WoundButton, { kind, actions }, kind)) }),
      /* @__PURE__ */ u4(HealingChart, {})
    ] });
  }
  var FURTHER_VIEWS = {
    hidden: { title: "Hidden channels", label: "Hidden channel" },
    parents: { title: "Parents", label: "View of the parents" }
  };
  function ViewPanel({ life }) {
    const store = useStore();
    const all = looks(store.current.value?.organism ?? { channels: 16, parents: null });
    const options = (kind) => all.filter(({ of }) => of === kind).map(({ look, name, text: text2 }) => ({ value: lookKey(look), name, text: text2 }));
    const change = (key2) => {
      store.look.value = all.find(({ look }) => lookKey(look) === key2).look;
    };
    const value = lookKey(store.look.value);
    return /* @__PURE__ */ u4(Panel, { of: "view", children: [
      /* @__PURE__ */ u4(Choice, { label: "View", value, options: options("cells"), onChange: change }),
      ["hidden", "parents"].filter((kind) => options(kind).length > 0).map((kind) => /* @__PURE__ */ u4("div", { class: "hidden-channels", children: [
        /* @__PURE__ */ u4("span", { class: "name", children: FURTHER_VIEWS[kind].title }),
        /* @__PURE__ */ u4(
          Choice,
          {
            label: FURTHER_VIEWS[kind].label,
            class: "numbers",
            value,
            options: options(kind),
            onChange: change
          }
        )
      ] }, kind)),
      /* @__PURE__ */ u4(LevelsFigure, { life }),
      store.traced.value === null ? /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          class: "text-button",
          "aria-pressed": store.tool.value === "inspect",
          onClick: () => store.tool.value = "inspect",
          children: [
            /* @__PURE__ */ u4(Icon, { name: "inspect" }),
            "Click a cell to trace its channels"
          ]
        }
      ) : /* @__PURE__ */ u4(TraceChart, {})
    ] });
  }
  var ENGINE_NAMES = {
    auto: "fastest",
    webgl2: "WebGL2",
    "webgl2-half": "WebGL2, half precision",
    wasm: "WebAssembly",
    plain: "TypeScript"
  };
  function WorldPanel({ actions }) {
    const store = useStore();
    const { height, width } = store.world.value;
    const block = store.current.value?.organism.parents?.factor ?? 1;
    const options = WORLD_SIDES.filter((side) => side % block === 0).map((side) => ({
      value: side,
      text: String(side),
      name: `${side} by ${side} cells`
    }));
    return /* @__PURE__ */ u4(Panel, { of: "world", children: [
      /* @__PURE__ */ u4(
        Choice,
        {
          label: "World size",
          value: height === width ? width : -1,
          options,
          onChange: (side) => actions.resize(side)
        }
      ),
      /* @__PURE__ */ u4("label", { class: "field", children: [
        /* @__PURE__ */ u4("span", { class: "name", children: "Random seed" }),
        /* @__PURE__ */ u4(
          "input",
          {
            type: "number",
            "aria-label": "Random seed",
            min: 0,
            max: 4294967295,
            step: 1,
            value: store.seed.value,
            onChange: (event) => {
              actions.seed(event.currentTarget.value);
              event.currentTarget.value = String(store.seed.value);
            }
          }
        ),
        /* @__PURE__ */ u4(IconButton, { icon: "reset", label: "New random seed", onClick: () => actions.newSeed() })
      ] }),
      /* @__PURE__ */ u4(EngineChooser, { actions })
    ] });
  }
  function stepsPerSecond(millisecondsPerStep) {
    const rate = Number((1e3 / Math.max(millisecondsPerStep, 1e-3)).toPrecision(2));
    return `${rate.toLocaleString("en")} steps/s`;
  }
  function EngineChooser({ actions }) {
    const store = useStore();
    const report = store.engineReport.value;
    const found = new Map(report?.results.map((result) => [result.kind, result]));
    const text2 = (kind) => {
      const result = found.get(kind);
      const time = result?.millisecondsPerStep ?? null;
      const outcome = result === void 0 || result.outcome === "chosen" || result.outcome === "slower" ? "" : result.outcome;
      const shown = time === null ? outcome : stepsPerSecond(time);
      return [ENGINE_NAMES[kind], shown].filter(Boolean).join(" · ");
    };
    const reasons = report?.results.filter(({ reason, outcome }) => reason !== null && outcome !== "not tried") ?? [];
    return /* @__PURE__ */ u4("div", { class: "engines", children: [
      /* @__PURE__ */ u4("label", { class: "field", children: [
        /* @__PURE__ */ u4("span", { class: "name", children: "Engine" }),
        /* @__PURE__ */ u4(
          "select",
          {
            "aria-label": "Engine",
            value: store.engineWish.value,
            onChange: (event) => actions.engine(event.currentTarget.value),
            children: [
              /* @__PURE__ */ u4("option", { value: "auto", children: [
                "Fastest",
                store.engineKind.value === null ? "" : `: ${ENGINE_NAMES[store.engineKind.value]}`
              ] }),
              FACTORIES.map(({ kind }) => /* @__PURE__ */ u4("option", { value: kind, disabled: found.get(kind)?.outcome === "cannot", children: text2(kind) }, kind))
            ]
          }
        )
      ] }),
      reasons.map(({ kind, reason }) => /* @__PURE__ */ u4("p", { class: "quiet", children: [
        ENGINE_NAMES[kind],
        ": ",
        reason
      ] }, kind))
    ] });
  }

  // playground/stage_drawing.ts
  var GRID_FROM = 18;
  function drawWorld(canvas, picture, viewport, palette, boundary, ratio) {
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { world } = viewport;
    const start2 = viewport.toStage({ x: 0, y: 0 });
    const end = viewport.toStage({ x: world.width, y: world.height });
    const [left, top] = [Math.round(start2.x), Math.round(start2.y)];
    const [width, height] = [Math.round(end.x) - left, Math.round(end.y) - top];
    const [red, green, blue] = palette.plate.map((value) => Math.round(255 * value));
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(left, top, width, height);
    if (picture !== null) {
      context.imageSmoothingEnabled = width < picture.width;
      context.drawImage(picture, left, top, width, height);
    }
    if (viewport.scale >= GRID_FROM * ratio) drawGrid(context, viewport, palette, ratio);
    drawFrame(context, left, top, width, height, palette, boundary, ratio);
  }
  function drawGrid(context, viewport, palette, ratio) {
    const { world, stage } = viewport;
    context.strokeStyle = palette.hairline;
    context.lineWidth = ratio / 2;
    context.globalAlpha = 0.6;
    context.beginPath();
    const first = viewport.toWorld({ x: 0, y: 0 });
    const last = viewport.toWorld({ x: stage.width, y: stage.height });
    const low = viewport.toStage({ x: 0, y: 0 });
    const high = viewport.toStage({ x: world.width, y: world.height });
    for (let column = Math.max(Math.ceil(first.x), 0); column <= Math.min(last.x, world.width); column++) {
      const { x: x4 } = viewport.toStage({ x: column, y: 0 });
      context.moveTo(x4, Math.max(low.y, 0));
      context.lineTo(x4, Math.min(high.y, stage.height));
    }
    for (let row = Math.max(Math.ceil(first.y), 0); row <= Math.min(last.y, world.height); row++) {
      const { y: y5 } = viewport.toStage({ x: 0, y: row });
      context.moveTo(Math.max(low.x, 0), y5);
      context.lineTo(Math.min(high.x, stage.width), y5);
    }
    context.stroke();
    context.globalAlpha = 1;
  }
  function drawFrame(context, left, top, width, height, palette, boundary, ratio) {
    context.strokeStyle = palette.hairline;
    context.lineWidth = ratio;
    context.setLineDash(boundary === "torus" ? [4 * ratio, 4 * ratio] : []);
    context.strokeRect(left - ratio / 2, top - ratio / 2, width + ratio, height + ratio);
    context.setLineDash([]);
    context.strokeStyle = palette.quiet;
    const [near, far] = [5 * ratio, 13 * ratio];
    context.beginPath();
    for (const [x4, across] of [
      [left, -1],
      [left + width, 1]
    ]) {
      for (const [y5, down] of [
        [top, -1],
        [top + height, 1]
      ]) {
        context.moveTo(x4 + across * near, y5);
        context.lineTo(x4 + across * far, y5);
        context.moveTo(x4, y5 + down * near);
        context.lineTo(x4, y5 + down * far);
      }
    }
    context.stroke();
  }
  function drawOverlay(canvas, viewport, marks, palette, ratio) {
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { scale } = viewport;
    const ring = ({ row, column }) => {
      const { x: x4, y: y5 } = viewport.toStage({ x: column + 0.5, y: row + 0.5 });
      const radius = Math.max(marks.brush / 2 * scale, 3 * ratio);
      outline(context, palette, ratio, () => context.arc(x4, y5, radius, 0, 2 * Math.PI));
    };
    const box = ({ row, column }) => {
      const { x: x4, y: y5 } = viewport.toStage({ x: column, y: row });
      const side = Math.max(scale, 6 * ratio);
      const shift = (side - scale) / 2;
      outline(context, palette, ratio, () => context.rect(x4 - shift, y5 - shift, side, side));
    };
    if (marks.hover !== null) ring(marks.hover);
    if (marks.cursor !== null) {
      box(marks.cursor);
      if (marks.brush > 1) ring(marks.cursor);
    }
    if (marks.traced !== null) box(marks.traced);
  }
  function outline(context, palette, ratio, path) {
    const [red, green, blue] = palette.plate.map((value) => Math.round(255 * value));
    for (const [width, style] of [
      [3.5, `rgb(${red} ${green} ${blue} / 0.8)`],
      [1.5, palette.accent]
    ]) {
      context.beginPath();
      path();
      context.lineWidth = width * ratio;
      context.strokeStyle = style;
      context.stroke();
    }
  }

  // playground/strokes.ts
  var Strokes = class {
    #last = /* @__PURE__ */ new Map();
    #region = null;
    /** Pointers that are down. */
    get count() {
      return this.#last.size;
    }
    isDown(pointer) {
      return this.#last.has(pointer);
    }
    start(pointer, place, world, radius, boundary) {
      this.#last.set(pointer, place);
      this.#add(capsule(world, place, place, radius, boundary));
    }
    /** The places a pointer has passed since, in order; none for a pointer that is not down. */
    move(pointer, places, world, radius, boundary) {
      let last = this.#last.get(pointer);
      if (last === void 0) return;
      for (const place of places) {
        this.#add(capsule(world, last, place, radius, boundary));
        last = place;
      }
      this.#last.set(pointer, last);
    }
    /** Whether it was the last one. */
    end(pointer) {
      return this.#last.delete(pointer) && this.#last.size === 0;
    }
    /** All cells touched since the last call; null if none. */
    take() {
      const region = this.#region;
      this.#region = null;
      return region;
    }
    #add(region) {
      this.#region = this.#region === null ? region : union(this.#region, region);
    }
  };
  function radiusOf(diameter) {
    return (diameter - 1) / 2;
  }

  // playground/viewport.ts
  var Viewport = class _Viewport {
    constructor(stage, world, zoom = 1, centre = { x: world.width / 2, y: world.height / 2 }, margin = 0) {
      this.stage = stage;
      this.world = world;
      this.zoom = zoom;
      this.centre = centre;
      this.margin = margin;
    }
    /** Pixels a cell. */
    get scale() {
      const width = Math.max(this.stage.width - 2 * this.margin, 1);
      const height = Math.max(this.stage.height - 2 * this.margin, 1);
      const fitting = Math.min(width / this.world.width, height / this.world.height);
      return this.zoom * (fitting >= 4 ? Math.floor(fitting) : fitting);
    }
    get fits() {
      return this.zoom === 1;
    }
    toStage(place) {
      const { scale, stage, centre } = this;
      return { x: stage.width / 2 + (place.x - centre.x) * scale, y: stage.height / 2 + (place.y - centre.y) * scale };
    }
    toWorld(pixel2) {
      const { scale, stage, centre } = this;
      return { x: centre.x + (pixel2.x - stage.width / 2) / scale, y: centre.y + (pixel2.y - stage.height / 2) / scale };
    }
    resized(stage) {
      return new _Viewport(stage, this.world, this.zoom, this.centre, this.margin);
    }
    /** Magnified by a factor about a pixel that keeps its place. */
    zoomed(factor, pixel2) {
      const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST_ZOOM);
      if (zoom < 1.001) return this.reset();
      const held = this.toWorld(pixel2);
      const ratio = this.zoom / zoom;
      const centre = { x: held.x + (this.centre.x - held.x) * ratio, y: held.y + (this.centre.y - held.y) * ratio };
      return this.at(zoom, centre);
    }
    /** Moved with the pointer, by pixels. */
    moved(x4, y5) {
      if (this.fits) return this;
      const { scale, centre } = this;
      return this.at(this.zoom, { x: centre.x - x4 / scale, y: centre.y - y5 / scale });
    }
    /** The middle of the stage stays within the world. */
    at(zoom, centre) {
      const { width, height } = this.world;
      const x4 = Math.min(Math.max(centre.x, 0), width);
      const y5 = Math.min(Math.max(centre.y, 0), height);
      return new _Viewport(this.stage, this.world, Math.min(Math.max(zoom, 1), MOST_ZOOM), { x: x4, y: y5 }, this.margin);
    }
    reset() {
      return new _Viewport(this.stage, this.world, 1, void 0, this.margin);
    }
  };

  // playground/stage_control.ts
  var KEYBOARD = -1;
  var MOST_PIXEL_RATIO = 2;
  var StageControl = class {
    viewport;
    #store;
    #life;
    #box;
    #ground;
    #overlay;
    #strokes = new Strokes();
    /** Pointers that move the view, where they are in pixels of the stage. */
    #moving = /* @__PURE__ */ new Map();
    #stop = [];
    #hover = null;
    /** The keyboard's cursor; null while a pointer is used. */
    #cursor = null;
    /** While a pointer gives the focus to the world. */
    #pointing = false;
    #ratio = 1;
    constructor(store, life, box, ground, overlay) {
      this.#store = store;
      this.#life = life;
      this.#box = box;
      this.#ground = ground;
      this.#overlay = overlay;
      this.viewport = new Viewport({ width: 1, height: 1 }, this.#store.world.value);
      this.#listen();
      this.#resize();
    }
    dispose() {
      for (const stop of this.#stop) stop();
    }
    /** As a link holds it. */
    get place() {
      const { fits, zoom, centre } = this.viewport;
      return fits ? null : { zoom, ...centre };
    }
    set place(place) {
      this.#show(place === null ? this.viewport.reset() : this.viewport.at(place.zoom, place));
    }
    zoom(factor) {
      const { width, height } = this.viewport.stage;
      this.#show(this.viewport.zoomed(factor, { x: width / 2, y: height / 2 }));
    }
    fit() {
      this.#show(this.viewport.reset());
    }
    #show(viewport) {
      this.viewport = viewport;
      this.#drawWorld();
      this.#drawOverlay();
    }
    #on(kind, listener) {
      this.#overlay.addEventListener(kind, listener, { passive: false });
    }
    #listen() {
      this.#on("pointerdown", (event) => this.#down(event));
      this.#on("pointermove", (event) => this.#move(event));
      for (const kind of ["pointerup", "pointercancel"]) this.#on(kind, (event) => this.#up(event));
      this.#on("pointerleave", () => this.#hoverAt(null));
      this.#on("contextmenu", (event) => event.preventDefault());
      this.#on("wheel", (event) => this.#wheel(event));
      this.#on("dblclick", (event) => {
        if (draws(this.#store.tool.value)) this.#plant(this.#cellAt(event));
        else this.fit();
      });
      this.#on("keydown", (event) => this.#keyDown(event));
      this.#on("keyup", (event) => {
        if (event.key === "Enter") this.#strokes.end(KEYBOARD);
      });
      this.#on("focus", () => {
        if (!this.#pointing) this.#setCursor(this.#cursor ?? this.#middle());
      });
      this.#on("blur", () => {
        this.#strokes.end(KEYBOARD);
        this.#setCursor(null);
      });
      const sizes = new ResizeObserver(() => this.#resize());
      sizes.observe(this.#box);
      const draw = () => this.#drawWorld();
      this.#life.onChange.add(draw);
      this.#stop.push(
        () => sizes.disconnect(),
        () => this.#life.onChange.delete(draw),
        x3(() => {
          void [this.#store.world.value, this.#store.palette.value];
          this.#resize();
        }),
        x3(() => {
          void this.#store.look.value;
          this.#life.wake();
        }),
        x3(() => {
          void [this.#store.tool.value, this.#store.brushes.value, this.#store.traced.value];
          this.#drawOverlay();
        })
      );
    }
    #resize() {
      this.#ratio = Math.min(window.devicePixelRatio || 1, MOST_PIXEL_RATIO);
      const width = Math.max(Math.round(this.#box.clientWidth * this.#ratio), 1);
      const height = Math.max(Math.round(this.#box.clientHeight * this.#ratio), 1);
      for (const canvas of [this.#ground, this.#overlay]) {
        if (canvas.width !== width) canvas.width = width;
        if (canvas.height !== height) canvas.height = height;
      }
      const world = this.#store.world.value;
      const { viewport } = this;
      const same = viewport.world.height === world.height && viewport.world.width === world.width;
      const margin = Math.round((width < 520 * this.#ratio ? 10 : 26) * this.#ratio);
      const whole3 = new Viewport({ width, height }, world, 1, void 0, margin);
      this.#show(same ? whole3.at(viewport.zoom, viewport.centre) : whole3);
    }
    #drawWorld() {
      const picture = this.#life.picture(this.#store.palette.value.plate);
      drawWorld(this.#ground, picture, this.viewport, this.#store.palette.value, this.#store.boundary.value, this.#ratio);
    }
    #drawOverlay() {
      const brush = draws(this.#store.tool.value) ? this.#store.brush.value : 1;
      const marks = { brush, hover: this.#hover, cursor: this.#cursor, traced: this.#store.traced.value };
      drawOverlay(this.#overlay, this.viewport, marks, this.#store.palette.value, this.#ratio);
    }
    #pixel(event) {
      const box = this.#overlay.getBoundingClientRect();
      return { x: (event.clientX - box.left) * this.#ratio, y: (event.clientY - box.top) * this.#ratio };
    }
    /** A place in cells, whole numbers the middles of cells (geometry.ts). */
    #cellAt(event) {
      const { x: x4, y: y5 } = this.viewport.toWorld(this.#pixel(event));
      return { row: y5 - 0.5, column: x4 - 0.5 };
    }
    /** Row and column under a point of the window, and back. */
    cellUnder(x4, y5) {
      return this.#cellAt(new MouseEvent("mousemove", { clientX: x4, clientY: y5 }));
    }
    pointOver(row, column) {
      const box = this.#overlay.getBoundingClientRect();
      const { x: x4, y: y5 } = this.viewport.toStage({ x: column + 0.5, y: row + 0.5 });
      return { x: box.left + x4 / this.#ratio, y: box.top + y5 / this.#ratio };
    }
    #down(event) {
      const moves = this.#store.tool.value === "pan" || event.shiftKey || event.button === 1 || event.button === 2;
      if (!moves && event.button !== 0) return;
      event.preventDefault();
      this.#overlay.setPointerCapture(event.pointerId);
      this.#pointing = true;
      this.#overlay.focus({ preventScroll: true });
      this.#pointing = false;
      this.#setCursor(null);
      if (moves) this.#moving.set(event.pointerId, this.#pixel(event));
      else if (this.#store.tool.value === "inspect") this.#trace(this.#cellAt(event));
      else this.#startStroke(event.pointerId, this.#cellAt(event));
    }
    #move(event) {
      if (this.#moving.has(event.pointerId)) {
        this.#moveView(event);
        return;
      }
      this.#hoverAt(event.pointerType === "touch" ? null : this.#cellAt(event));
      if (!this.#strokes.isDown(event.pointerId)) return;
      const passed = event.getCoalescedEvents?.() ?? [];
      const places = (passed.length > 0 ? passed : [event]).map((one) => this.#cellAt(one));
      this.#continueStroke(event.pointerId, places);
    }
    #up(event) {
      this.#moving.delete(event.pointerId);
      this.#strokes.end(event.pointerId);
    }
    #startStroke(pointer, at) {
      if (this.#strokes.count === 0) this.#remember();
      const { tool, species, brush, world, boundary, current } = this.#store;
      const seeds = tool.value === "seed" && current.value !== null;
      const place = seeds ? amongBlocks(current.value.organism, at, world.value) : at;
      if (tool.value === "seed") {
        const { height, width } = world.value;
        const [row, column] = [Math.round(place.row), Math.round(place.column)];
        if (row >= 0 && column >= 0 && row < height && column < width) this.#life.homes[species.value] = { row, column };
      }
      this.#strokes.start(pointer, place, world.value, radiusOf(brush.value), boundary.value);
      this.#lay();
    }
    /** A seed of the species in use, as on the article's page. */
    #plant(place) {
      const [row, column] = [Math.round(place.row), Math.round(place.column)];
      const { world, species } = this.#store;
      if (row < 0 || column < 0 || row >= world.value.height || column >= world.value.width) return;
      this.#life.remember();
      this.#life.plant(species.value, { row, column });
      this.#store.spoken.value = `A seed at row ${row}, column ${column}.`;
      this.#life.wake();
    }
    /** Undo comes back to here; an erasing stroke counts as a wound. */
    #remember() {
      this.#life.remember();
      this.#store.hint.value = null;
      const home = this.#life.homes[this.#store.species.value];
      const before = this.#life.measure.latest;
      if (this.#store.tool.value !== "erase" || this.#store.current.value === null || !home || before === null) return;
      const torus = this.#store.boundary.value === "torus";
      this.#life.measure.wounded(before, this.#store.current.value.organism, home, torus);
    }
    #continueStroke(pointer, places) {
      const { world, boundary, brush } = this.#store;
      this.#strokes.move(pointer, places, world.value, radiusOf(brush.value), boundary.value);
      this.#lay();
    }
    #lay() {
      const region = this.#strokes.take();
      const stroke = strokeOf(this.#store);
      if (region !== null && stroke !== null) this.#life.draw(region, stroke);
    }
    #trace(place) {
      const [row, column] = [Math.round(place.row), Math.round(place.column)];
      const { height, width } = this.#store.world.value;
      if (row < 0 || column < 0 || row >= height || column >= width) return;
      this.#store.traceSeries.value = new Series(this.#store.channels.value);
      this.#store.traced.value = { row, column };
      this.#store.section.value = "view";
      this.#store.spoken.value = `Tracing the cell in row ${row}, column ${column}.`;
      this.#life.wake();
    }
    /** One pointer moves the view, two magnify it as well. */
    #moveView(event) {
      const before = this.#moving.get(event.pointerId);
      const now = this.#pixel(event);
      const other = [...this.#moving].find(([pointer]) => pointer !== event.pointerId)?.[1];
      this.#moving.set(event.pointerId, now);
      if (other === void 0) {
        this.#show(this.viewport.moved(now.x - before.x, now.y - before.y));
        return;
      }
      const distance2 = (point) => Math.hypot(point.x - other.x, point.y - other.y);
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      const factor = distance2(now) / Math.max(distance2(before), 1);
      const shifted2 = this.viewport.moved((now.x - before.x) / 2, (now.y - before.y) / 2);
      this.#show(shifted2.zoomed(factor, middle));
    }
    #wheel(event) {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 16 : 1;
      if (event.shiftKey) {
        this.#show(this.viewport.moved(-(event.deltaX + event.deltaY) * unit, 0));
        return;
      }
      const amount = event.deltaY * unit * (event.ctrlKey ? 0.01 : 16e-4);
      this.#show(this.viewport.zoomed(Math.exp(-amount), this.#pixel(event)));
    }
    #hoverAt(place) {
      this.#hover = place;
      this.#drawOverlay();
    }
    #keyDown(event) {
      const key2 = cursorKeyOf(event);
      if (key2 === null) return;
      event.preventDefault();
      event.stopPropagation();
      const { height, width } = this.#store.world.value;
      const before = this.#cursor ?? this.#middle();
      if (key2 === "use") {
        this.#setCursor(before);
        if (!event.repeat) this.#useCursor(before);
        return;
      }
      const clamp2 = (value, most) => Math.min(Math.max(value, 0), most - 1);
      const [row, column] = [clamp2(before.row + key2.rows, height), clamp2(before.column + key2.columns, width)];
      this.#setCursor({ row, column });
      if (this.#strokes.isDown(KEYBOARD)) this.#continueStroke(KEYBOARD, [{ row, column }]);
      this.#store.spoken.value = `Row ${row}, column ${column}`;
    }
    #middle() {
      const { height, width } = this.#store.world.value;
      return { row: height >> 1, column: width >> 1 };
    }
    #setCursor(cursor) {
      this.#cursor = cursor;
      this.#overlay.toggleAttribute("data-keys", cursor !== null);
      this.#drawOverlay();
    }
    #useCursor(place) {
      if (this.#store.tool.value === "inspect") this.#trace(place);
      else if (this.#store.tool.value === "pan")
        this.#show(this.viewport.at(this.viewport.zoom, { x: place.column, y: place.row }));
      else {
        this.#startStroke(KEYBOARD, place);
        this.#store.spoken.value = `${this.#store.tool.value}: used at row ${place.row}, column ${place.column}.`;
      }
    }
  };
  function strokeOf(store) {
    const species = store.species.value;
    switch (store.tool.value) {
      case "erase":
        return { kind: "erase" };
      case "seed":
        return { kind: "seed", species };
      case "colour":
        return { kind: "colour", colour: parseColour(store.colour.value), species };
      case "species":
        return { kind: "species", species };
      default:
        return null;
    }
  }

  // playground/stage.tsx
  function Stage({ life, onControl }) {
    const store = useStore();
    const place = A2(null);
    const ground = A2(null);
    const overlay = A2(null);
    const control = A2(null);
    h2(() => {
      const made2 = new StageControl(store, life, place.current, ground.current, overlay.current);
      control.current = made2;
      onControl(made2);
      return () => made2.dispose();
    }, [life]);
    const { height, width } = store.world.value;
    return /* @__PURE__ */ u4("div", { class: "stage", ref: place, "data-tool": store.tool.value, children: [
      /* @__PURE__ */ u4("canvas", { ref: ground, "aria-hidden": "true" }),
      /* @__PURE__ */ u4(
        "canvas",
        {
          ref: overlay,
          class: "touch",
          tabIndex: 0,
          role: "application",
          "aria-label": `World, ${width} by ${height} cells`,
          "aria-describedby": `world-keys-${store.number}`
        }
      ),
      /* @__PURE__ */ u4("p", { id: `world-keys-${store.number}`, class: "unseen", children: "Arrow keys move a cursor over the cells, with Shift by eight. Enter uses the chosen tool; held down, it draws." }),
      store.hint.value !== null && /* @__PURE__ */ u4("p", { class: "hint", children: store.hint.value }),
      /* @__PURE__ */ u4("div", { class: "zoom", role: "group", "aria-label": "Magnification", children: [
        /* @__PURE__ */ u4(IconButton, { icon: "minus", label: "Zoom out", shortcut: "-", onClick: () => control.current?.zoom(1 / 1.5) }),
        /* @__PURE__ */ u4(IconButton, { icon: "fit", label: "Fit the world", shortcut: "0", onClick: () => control.current?.fit() }),
        /* @__PURE__ */ u4(IconButton, { icon: "plus", label: "Zoom in", shortcut: "+", onClick: () => control.current?.zoom(1.5) })
      ] })
    ] });
  }

  // playground/toolbar.tsx
  var TOOL_NAMES = {
    erase: "Erase",
    seed: "Plant seeds",
    colour: "Paint colour",
    species: "Species brush",
    inspect: "Inspect a cell",
    pan: "Move the view"
  };
  var TOOL_WORDS = {
    erase: "Erase",
    seed: "Seed",
    colour: "Paint",
    species: "Species",
    inspect: "Inspect",
    pan: "Move"
  };
  function Tools({ actions }) {
    const store = useStore();
    const { tool, brush } = store;
    return /* @__PURE__ */ u4("div", { class: "tools", role: "toolbar", "aria-label": "Tools", children: [
      TOOLS.map((one, index) => /* @__PURE__ */ u4(
        IconButton,
        {
          icon: one,
          label: TOOL_NAMES[one],
          word: TOOL_WORDS[one],
          shortcut: String(index + 1),
          pressed: tool.value === one,
          onClick: () => actions.run({ kind: "tool", tool: one })
        },
        one
      )),
      draws(tool.value) && /* @__PURE__ */ u4("div", { class: "brush", role: "group", "aria-label": "Brush", children: [
        tool.value === "colour" && /* @__PURE__ */ u4(
          "input",
          {
            type: "color",
            "aria-label": "Paint colour to use",
            value: store.colour.value,
            onInput: (event) => store.colour.value = event.currentTarget.value
          }
        ),
        (tool.value === "seed" || tool.value === "species") && store.living.value.length > 1 && /* @__PURE__ */ u4(
          Choice,
          {
            label: "Species of the brush",
            class: "kinds",
            value: store.species.value,
            options: store.living.value.map((specimen2, value) => ({
              value,
              name: `Brush of ${fullName(specimen2, store.library.value)}`,
              text: /* @__PURE__ */ u4(Portrait, { specimen: specimen2 })
            })),
            onChange: (value) => store.species.value = value
          }
        ),
        /* @__PURE__ */ u4(
          IconButton,
          {
            icon: "minus",
            label: "Smaller brush",
            shortcut: "[",
            disabled: brush.value <= BRUSH_SIZES[0],
            onClick: () => actions.brushStep(-1)
          }
        ),
        /* @__PURE__ */ u4("output", { "aria-label": "Brush size in cells", children: brush.value }),
        /* @__PURE__ */ u4(
          IconButton,
          {
            icon: "plus",
            label: "Larger brush",
            shortcut: "]",
            disabled: brush.value >= BRUSH_SIZES[BRUSH_SIZES.length - 1],
            onClick: () => actions.brushStep(1)
          }
        )
      ] })
    ] });
  }
  function Transport({ actions }) {
    const store = useStore();
    const { playing, rate } = store;
    const run = (kind) => () => actions.run({ kind });
    return /* @__PURE__ */ u4("div", { class: "transport", role: "group", "aria-label": "Time", children: [
      /* @__PURE__ */ u4(IconButton, { icon: "undo", label: "Undo", shortcut: "z", disabled: !store.canUndo.value, onClick: run("undo") }),
      /* @__PURE__ */ u4(IconButton, { icon: "redo", label: "Redo", shortcut: "Shift+z", disabled: !store.canRedo.value, onClick: run("redo") }),
      /* @__PURE__ */ u4(IconButton, { icon: "reset", label: "Reset to the seed", shortcut: "r", onClick: run("reset") }),
      /* @__PURE__ */ u4(
        IconButton,
        {
          class: "play",
          icon: playing.value ? "pause" : "play",
          filled: !playing.value,
          label: playing.value ? "Pause" : "Play",
          shortcut: "Space",
          onClick: run("play")
        }
      ),
      /* @__PURE__ */ u4(IconButton, { icon: "step", label: "One step", shortcut: ".", onClick: run("step") }),
      /* @__PURE__ */ u4(
        Slider,
        {
          label: "Speed",
          value: notchOfRate(rate.value),
          low: 0,
          high: SPEED_NOTCHES,
          step: 1,
          shown: rate.value === Infinity ? "max" : `${rate.value}/s`,
          spoken: rateText(rate.value),
          onInput: (notch) => rate.value = rateOfNotch(notch)
        }
      )
    ] });
  }

  // playground/tour_card.tsx
  function TourCard({ tour }) {
    const at = tour.at.value;
    if (at === null) return null;
    const { steps } = tour;
    const last = at === steps.length - 1;
    return /* @__PURE__ */ u4("section", { class: "tour", "aria-label": "Guided tour", "data-done": tour.done.value, children: [
      /* @__PURE__ */ u4("p", { role: "status", children: steps[at].text }),
      /* @__PURE__ */ u4("span", { class: "quiet", children: [
        at + 1,
        " of ",
        steps.length
      ] }),
      tour.done.value && /* @__PURE__ */ u4("span", { class: "tick", role: "img", "aria-label": "Done" }),
      /* @__PURE__ */ u4("button", { type: "button", class: "text-button", onClick: () => tour.go(at + 1), children: last ? "End" : tour.done.value ? "Next" : "Skip" }),
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Leave the tour", onClick: () => tour.go(null) })
    ] });
  }

  // playground/app.tsx
  function App(props) {
    return /* @__PURE__ */ u4(StoreContext.Provider, { value: props.actions.store, children: /* @__PURE__ */ u4(Page, { ...props }) });
  }
  function Page({ actions, version, beside }) {
    const store = useStore();
    return /* @__PURE__ */ u4("div", { class: "page", "data-sheet": store.section.value ?? "", children: [
      /* @__PURE__ */ u4(Header, { actions }),
      beside,
      /* @__PURE__ */ u4(Tools, { actions }),
      /* @__PURE__ */ u4("main", { children: [
        /* @__PURE__ */ u4(TourCard, { tour: actions.tour }),
        /* @__PURE__ */ u4(Stage, { life: actions.life, onControl: (control) => actions.stage = control }),
        /* @__PURE__ */ u4(Caption, {}),
        /* @__PURE__ */ u4(Transport, { actions })
      ] }),
      /* @__PURE__ */ u4("aside", { class: "inspector", "aria-label": "Inspector", "data-open": store.drawer.value, children: /* @__PURE__ */ u4(Panels, { actions }) }),
      /* @__PURE__ */ u4(Tabs, {}),
      /* @__PURE__ */ u4(Notices, {}),
      store.helping.value && /* @__PURE__ */ u4(Help, { version }),
      /* @__PURE__ */ u4("p", { class: "unseen", role: "status", "aria-live": "polite", children: store.spoken.value })
    ] });
  }
  function Header({ actions }) {
    const store = useStore();
    const { theme, drawer, dark } = store;
    const next = { auto: dark.value ? "light" : "dark", light: "dark", dark: "light" };
    return /* @__PURE__ */ u4("header", { children: [
      /* @__PURE__ */ u4("h1", { children: [
        "Blastema",
        /* @__PURE__ */ u4("i", { "aria-hidden": "true", children: "regrows" })
      ] }),
      /* @__PURE__ */ u4("div", { class: "actions", role: "group", "aria-label": "Page", children: [
        /* @__PURE__ */ u4(IconButton, { icon: "link", label: "Copy a link to this state", shortcut: "l", onClick: () => void actions.share() }),
        /* @__PURE__ */ u4(Capture, { actions }),
        /* @__PURE__ */ u4(
          IconButton,
          {
            icon: dark.value ? "sun" : "moon",
            label: dark.value ? "Light colours" : "Dark colours",
            onClick: () => theme.value = next[theme.value]
          }
        ),
        /* @__PURE__ */ u4(IconButton, { icon: "tour", label: "Guided tour", onClick: () => actions.tour.go(0) }),
        /* @__PURE__ */ u4(IconButton, { icon: "help", label: "Help", shortcut: "?", onClick: () => actions.run({ kind: "help" }) }),
        /* @__PURE__ */ u4(
          IconButton,
          {
            class: "drawer-button",
            icon: "panel",
            label: "Inspector",
            pressed: drawer.value,
            onClick: () => drawer.value = !drawer.value
          }
        )
      ] })
    ] });
  }
  function Capture({ actions }) {
    const store = useStore();
    const [open, setOpen] = d2(false);
    const box = A2(null);
    const { recorder } = actions;
    const video = videoKind();
    h2(() => {
      if (!open) return;
      const close = (event) => {
        if (event instanceof KeyboardEvent ? event.key === "Escape" : !box.current?.contains(event.target))
          setOpen(false);
      };
      document.addEventListener("pointerdown", close);
      document.addEventListener("keydown", close);
      return () => {
        document.removeEventListener("pointerdown", close);
        document.removeEventListener("keydown", close);
      };
    }, [open]);
    if (store.recording.value !== null) {
      const { seconds, most } = store.filmed.value;
      return /* @__PURE__ */ u4("div", { class: "film", children: [
        /* @__PURE__ */ u4("output", { "aria-label": "Recorded", children: [
          Math.floor(seconds),
          " of ",
          most,
          " s"
        ] }),
        /* @__PURE__ */ u4(IconButton, { class: "recording", icon: "stop", filled: true, label: "Stop recording", onClick: () => recorder.stop() })
      ] });
    }
    const run = (action) => () => {
      setOpen(false);
      action();
    };
    return /* @__PURE__ */ u4("div", { class: "menu", ref: box, children: [
      /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Pictures and films",
          title: "Pictures and films",
          "aria-expanded": open,
          onClick: () => setOpen(!open),
          children: /* @__PURE__ */ u4(Icon, { name: "camera" })
        }
      ),
      open && /* @__PURE__ */ u4("div", { class: "menu-list", role: "group", "aria-label": "Pictures and films", children: [
        /* @__PURE__ */ u4("button", { type: "button", onClick: run(() => recorder.savePicture()), children: "Save a picture" }),
        /* @__PURE__ */ u4("button", { type: "button", onClick: run(() => recorder.recordGif()), children: "Record a GIF" }),
        video !== null && /* @__PURE__ */ u4("button", { type: "button", onClick: run(() => recorder.recordVideo(video)), children: "Record a video" })
      ] })
    ] });
  }
  function Caption() {
    const store = useStore();
    const chosen = store.current.value;
    const count2 = store.living.value.length;
    return /* @__PURE__ */ u4("div", { class: "caption", children: [
      /* @__PURE__ */ u4("p", { class: "title", children: [
        chosen === null ? "No organism" : /* @__PURE__ */ u4("i", { children: capital(store.living.value.map(({ name }) => name).join(" & ")) }),
        count2 === 1 && chosen?.regime != null && /* @__PURE__ */ u4("span", { children: chosen.regime === "growing" ? "growing, soon outgrows its shape" : chosen.regime })
      ] }),
      /* @__PURE__ */ u4("p", { class: "figures", children: [
        /* @__PURE__ */ u4("span", { children: [
          "step ",
          /* @__PURE__ */ u4("output", { "aria-label": "Steps", children: grouped(store.stepCount.value) })
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Steps per second", children: store.playing.value ? rateShown(store.stepsPerSecond.value) : "paused" }),
          store.playing.value && " steps/s"
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Living cells", children: grouped(store.livingCells.value) }),
          " living ",
          store.livingCells.value === 1 ? "cell" : "cells"
        ] })
      ] })
    ] });
  }
  function capital(text2) {
    return text2.charAt(0).toUpperCase() + text2.slice(1);
  }
  function grouped(value) {
    return value.toLocaleString("en").replace(/,/g, " ");
  }
  function rateShown(value) {
    return value < 10 ? value.toFixed(1) : grouped(Math.round(value));
  }
  function Tabs() {
    const store = useStore();
    const { section } = store;
    return /* @__PURE__ */ u4("nav", { class: "tabs", "aria-label": "Sections", children: SECTIONS.map((one) => /* @__PURE__ */ u4(
      "button",
      {
        type: "button",
        "aria-expanded": section.value === one,
        onClick: () => section.value = section.value === one ? null : one,
        children: SECTION_NAMES[one]
      },
      one
    )) });
  }
  function Notices() {
    const store = useStore();
    return /* @__PURE__ */ u4("div", { class: "notices", role: "region", "aria-label": "Messages", children: store.notices.value.map(({ id, text: text2, kind }) => /* @__PURE__ */ u4("div", { class: `notice ${kind}`, role: kind === "error" ? "alert" : void 0, children: [
      /* @__PURE__ */ u4("p", { children: text2 }),
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the message", onClick: () => store.dismiss(id) })
    ] }, id)) });
  }
  function Help({ version }) {
    const store = useStore();
    const title = `help-title-${store.number}`;
    const dialog = A2(null);
    h2(() => dialog.current?.showModal(), []);
    const chosen = store.current.value;
    return /* @__PURE__ */ u4("dialog", { ref: dialog, class: "help", "aria-labelledby": title, onClose: () => store.helping.value = false, children: [
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the help", onClick: () => dialog.current?.close() }),
      /* @__PURE__ */ u4("h2", { id: title, children: "A picture that grows" }),
      /* @__PURE__ */ u4("p", { children: [
        "Every cell here runs the same small rule and sees only its neighbours. From one seed they grow into a picture",
        chosen !== null && /* @__PURE__ */ u4(S, { children: [
          ", here ",
          /* @__PURE__ */ u4("i", { children: fullName(chosen, store.library.value) })
        ] }),
        ". Wound it and watch whether it recovers."
      ] }),
      /* @__PURE__ */ u4("dl", { children: SHORTCUTS.map(([keys, what]) => /* @__PURE__ */ u4("div", { children: [
        /* @__PURE__ */ u4("dt", { children: keys }),
        /* @__PURE__ */ u4("dd", { children: what })
      ] }, keys)) }),
      /* @__PURE__ */ u4("p", { children: "Several fingers can draw at once. Drag with the move tool, Shift or the right button to move the view; pinch or turn the wheel to zoom. A double click plants a seed; with the move tool it fits the world again. Drop an organism file on the page to open it." }),
      /* @__PURE__ */ u4("p", { class: "quiet", children: [
        "After ",
        /* @__PURE__ */ u4("i", { children: "Growing Neural Cellular Automata" }),
        ", Mordvintsev, Randazzo, Niklasson and Levin, Distill 2020.",
        version !== null && ` Blastema ${version}.`
      ] })
    ] });
  }

  // playground/handle.ts
  function handleOf(actions, version, ready) {
    const { store, life } = actions;
    return {
      version,
      ready,
      get engine() {
        return store.engineKind.value;
      },
      get report() {
        return store.engineReport.value;
      },
      get stepCount() {
        return life.engine?.stepCount ?? 0;
      },
      get stepsPerSecond() {
        return store.stepsPerSecond.value;
      },
      get living() {
        return store.livingCells.value;
      },
      get error() {
        return store.healing.value;
      },
      get playing() {
        return store.playing.value;
      },
      get settings() {
        return { ...store.settings(), place: actions.stage?.place ?? null };
      },
      snapshot: () => life.read(),
      cellAt: (x4, y5) => actions.stage.cellUnder(x4, y5),
      pointOf: (row, column) => actions.stage.pointOver(row, column),
      loseEngine: () => {
        life.with(() => {
          throw new EngineLost("lost on request");
        });
      }
    };
  }

  // playground/engine_choice.ts
  var GROWN2 = 110;
  var WORTH_IT = 1.25;
  var EngineChoice = class {
    constructor(wish) {
      this.wish = wish;
    }
    report = null;
    #lost = /* @__PURE__ */ new Set();
    /** The results for each size and kind of world. */
    #found = /* @__PURE__ */ new Map();
    #comparing = false;
    #said = "";
    /** Not to be chosen again automatically. */
    lost(kind) {
      this.#lost.add(kind);
      this.#found.clear();
      if (this.wish.value === kind) this.wish.value = "auto";
    }
    /** An engine that can run at once; the one found best before, or the one the user wants, if there is one. */
    async first(organisms, world, settings) {
      const wish = this.wish.value;
      if (wish !== "auto") this.#lost.delete(wish);
      const known2 = this.#found.get(key(organisms, world));
      const want = wish === "auto" ? known2?.chosen : wish;
      const options = { without: this.#lost, quick: true, ...want === void 0 ? {} : { want } };
      const chosen = await chooseEngine(organisms, world, settings, options);
      this.report = wish === "auto" && known2?.chosen === chosen.engine.kind ? known2 : chosen.report;
      return { engine: chosen.engine, report: this.report };
    }
    /** The message about a chosen engine: once, why it is the plain one if no faster one is available. */
    refusal({ kind, organisms, world }) {
      if (kind !== "plain" || this.wish.value === "plain") return null;
      const faster = FACTORIES.filter((factory) => factory.kind !== "plain").reverse();
      const obstacles = faster.map((factory) => factory.obstacle(organisms, world));
      const text2 = `The TypeScript engine runs this world. ${obstacles[0]}`;
      if (obstacles.includes(null) || text2 === this.#said) return null;
      this.#said = text2;
      return text2;
    }
    /** Whether it is time to compare engines for the world of this one. */
    due(engine, step) {
      if (this.wish.value !== "auto" || this.#comparing || step < GROWN2) return false;
      return !this.#found.has(key(engine.organisms, engine.world));
    }
    /** Probes all engines on the present state; the better one, or null to stay with this one. */
    async compare(present, organisms, settings) {
      this.#comparing = true;
      try {
        const grown2 = present.read();
        const { engine, report } = await chooseEngine(organisms, present.world, settings, { without: this.#lost, grown: grown2 });
        const time = (kind) => report.results.find((result) => result.kind === kind)?.millisecondsPerStep ?? Infinity;
        const stays = engine.kind === present.kind || time(present.kind) < WORTH_IT * time(engine.kind);
        this.report = stays ? withChosen(report, present.kind) : report;
        this.#found.set(key(organisms, present.world), this.report);
        if (!stays) return engine;
        engine.dispose();
        return null;
      } finally {
        this.#comparing = false;
      }
    }
  };
  function withChosen(report, chosen) {
    const results = report.results.map((result) => {
      if (result.kind === chosen) return { ...result, outcome: "chosen" };
      return result.outcome === "chosen" ? { ...result, outcome: "slower" } : result;
    });
    return { chosen, results };
  }
  function key(organisms, { height, width }) {
    const kinds = organisms.map(({ channels, perception: perception2, layers: layers2, update, life, physics }) => {
      const { filters, learned, signal } = perception2;
      const { firePer, clamp: clamp2, noise: noise2 } = physics;
      const widths = layers2.map((layer) => layer.outputs);
      return [channels, filters, learned.length, signal, widths, update, life, firePer, clamp2 > 0, noise2 > 0];
    });
    return JSON.stringify([kinds, height, width]);
  }

  // playground/engine_in_use.ts
  var EngineInUse = class {
    /**
     * @param adopted called whenever another engine runs the world
     * @param lost called when an engine's device is gone: there is none until the next `replace`
     */
    constructor(store, adopted, lost) {
      this.store = store;
      this.adopted = adopted;
      this.lost = lost;
      this.#choice = new EngineChoice(store.engineWish);
    }
    #choice;
    #engine = null;
    get engine() {
      return this.#engine;
    }
    /** Takes an engine for these organisms; the world is empty then. */
    async replace(organisms, world) {
      fitTo(this.store, organisms);
      const { engine, report } = await this.#choice.first(organisms, world, settingsFor(this.store, organisms));
      this.#engine?.dispose();
      this.#adopt(engine);
      const refusal = this.#choice.refusal(engine);
      if (refusal !== null) this.store.say(refusal);
      this.store.engineReport.value = report;
    }
    #adopt(engine) {
      this.#engine = engine;
      this.store.engineKind.value = engine.kind;
      this.adopted(engine);
    }
    isComparisonDue() {
      return this.#engine !== null && this.#choice.due(this.#engine, this.store.stepCount.value);
    }
    /** Measures all engines on what has grown; whether a faster one now runs the world. */
    async compare() {
      const engine = this.#engine;
      if (engine === null) return false;
      const { organisms } = engine;
      const better = await this.#choice.compare(engine, organisms, settingsFor(this.store, organisms));
      this.store.engineReport.value = this.#choice.report;
      if (better === null || this.#engine !== engine) {
        better?.dispose();
        return false;
      }
      better.write(engine.read());
      engine.dispose();
      this.#adopt(better);
      return true;
    }
    /** Calls a function with the engine; null without one, and if it fails. */
    with(action) {
      const engine = this.#engine;
      if (engine === null) return null;
      try {
        return action(engine);
      } catch (error) {
        if (error instanceof EngineLost) {
          this.#engine = null;
          this.#choice.lost(engine.kind);
          this.lost(engine.kind);
        } else {
          this.store.playing.value = false;
          this.store.say(`The engine stopped: ${error instanceof Error ? error.message : String(error)}`, "error");
        }
        return null;
      }
    }
    dispose() {
      this.#engine?.dispose();
      this.#engine = null;
    }
  };

  // playground/frames.ts
  var PAUSE = 500;
  var USUAL = 16;
  var Frames = class {
    constructor(frame) {
      this.frame = frame;
    }
    #asked = 0;
    #last = 0;
    #seen = true;
    /** Requests a frame. */
    ask() {
      if (this.#asked !== 0 || !this.#seen) return;
      this.#asked = requestAnimationFrame((time) => {
        this.#asked = 0;
        this.#run(time);
      });
    }
    #run(time) {
      const fresh = this.#last === 0 || time - this.#last > PAUSE;
      const elapsed = fresh ? USUAL : time - this.#last;
      this.#last = time;
      if (!this.#seen) return;
      if (this.frame(elapsed, fresh)) this.ask();
      else this.#last = 0;
    }
    /** Hidden or off-screen pages have none. */
    see(seen) {
      this.#seen = seen;
    }
    stop() {
      cancelAnimationFrame(this.#asked);
      this.#asked = 0;
      this.#seen = false;
    }
  };

  // playground/measure.ts
  var SHARE = 0.1;
  var SHORTEST_PAUSE = 40;
  var LONGEST_PAUSE = 1e3;
  var FORM_PAUSE = 1e3;
  var HEALED3 = -3;
  var LEAST = -8;
  var GREATEST = 4;
  function freeOf({ target, provenance }) {
    if (provenance["objective"] === "texture") return "texture";
    return target !== null && target.motion !== null ? "moving" : null;
  }
  var Measure = class {
    /** The state as read last, from which the page continues when an engine is lost. */
    latest = null;
    /** Whether the world has changed since. */
    behind = false;
    #store;
    #due = 0;
    #formsDue = 0;
    /** Milliseconds that the search for a shift and turn took in this reading; it has its own interval. */
    #looked = 0;
    /** The picture that was searched for last, at all turns. */
    #forms = null;
    #targets = [];
    #organisms = [];
    #wanted = [];
    /** Why there is neither a picture nor earlier colours to compare with; null if there is one. */
    #free = [];
    /** The colours before the last wound, where no target is known. */
    #before = null;
    #stop;
    constructor(store) {
      this.#store = store;
      this.#stop = x3(() => {
        const wanted = this.#wantedNow(store.signals.value);
        if (wanted.some((target, index) => target !== this.#wanted[index])) void this.compareWith(this.#organisms);
      });
    }
    dispose() {
      this.#stop();
    }
    /** Loads the pictures of these organisms; one that cannot be read is reported and left out. */
    async compareWith(organisms) {
      this.#before = null;
      this.#organisms = organisms;
      this.#free = organisms.map(freeOf);
      const wanted = this.#wanted = this.#wantedNow(this.#store.signals.peek());
      const targets = await Promise.all(
        organisms.map(
          (organism, index) => (this.#free[index] ? Promise.resolve(null) : targetGrid({ ...organism, target: wanted[index] })).catch((error) => {
            this.#store.say(`${organism.name}: ${error instanceof Error ? error.message : String(error)}`, "error");
            return null;
          })
        )
      );
      if (this.#wanted === wanted) this.#targets = targets;
    }
    #wantedNow(signals) {
      return this.#organisms.map((organism, index) => wantedOf(organism, signals[index]));
    }
    /** The picture of a species, on its training grid; null if it is not known. */
    pictureOf(species) {
      return this.#targets[species] ?? null;
    }
    /** Forgets the curves. */
    restart() {
      this.#store.healingSeries.clear();
      this.#store.traceSeries.value.clear();
      this.#store.wounds.value = [];
      this.#before = null;
    }
    /** To be called just before a wound: marks it, and keeps the colours if there is no target to heal towards. */
    wounded(snapshot, organism, home, torus) {
      const { wounds } = this.#store;
      wounds.value = [...wounds.value.filter((step) => step <= snapshot.step), snapshot.step].slice(-32);
      if (this.#targets[this.#store.species.value] || this.#free[this.#store.species.value]) return;
      const { height, width } = organism;
      this.#before = { height, width, values: coloursIn(snapshot, frameAround(organism, home), torus) };
      this.#store.healingSeries.clear();
    }
    /**
     * Reads the world if the last reading is long enough ago.
     *
     * @param now read in any case, such as in a paused world, of which there will be no later frame
     */
    sample(engine, homes, now) {
      const start2 = performance.now();
      this.behind = !now && start2 < this.#due;
      if (this.behind) return;
      this.#looked = 0;
      const snapshot = engine.read();
      this.latest = snapshot;
      this.#store.livingCells.value = countLiving(snapshot, engine.organisms[0]);
      this.#compare(engine, snapshot, homes[this.#store.species.value] ?? null, now);
      this.#trace(snapshot);
      this.#store.samples.value++;
      const cost = performance.now() - start2 - this.#looked;
      this.#due = start2 + Math.min(Math.max(cost / SHARE, SHORTEST_PAUSE), LONGEST_PAUSE);
    }
    #compare(engine, snapshot, home, now) {
      const free = this.#free[this.#store.species.value] ?? null;
      const target = free ? null : this.#targets[this.#store.species.value] ?? this.#before;
      this.#store.healingAgainst.value = target === null ? free : target === this.#before ? "before" : "target";
      if (target === null || home === null) {
        this.#store.healing.value = null;
        this.#store.form.value = null;
        return;
      }
      const { top, left } = frameAround(target, home);
      const torus = engine.settings.boundary === "torus";
      const error = Math.log10(errorAgainst(snapshot, target, top, left, torus));
      this.#lookElsewhere(error, () => this.#formsOf(target).find(snapshot, top, left, torus), now);
      this.#store.healing.value = Number.isNaN(error) ? GREATEST : Math.min(Math.max(error, LEAST), GREATEST);
      this.#store.healingSeries.add(snapshot.step, [this.#store.healing.value]);
    }
    /** An organism that has not healed in its place may be whole at another. */
    #lookElsewhere(inPlace, find, now) {
      if (!(inPlace >= HEALED3 && inPlace < GREATEST)) {
        this.#store.form.value = null;
        return;
      }
      if (!now && performance.now() < this.#formsDue) return;
      const start2 = performance.now();
      const form = find();
      const end = performance.now();
      this.#looked = end - start2;
      this.#formsDue = end + FORM_PAUSE;
      this.#store.form.value = fitsElsewhere(inPlace, form) ? { ...form, error: Math.log10(form.error) } : null;
    }
    #formsOf(target) {
      if (this.#forms?.target !== target) this.#forms = { target, forms: new Forms(target) };
      return this.#forms.forms;
    }
    #trace({ state, channels, width, height, step }) {
      const cell2 = this.#store.traced.value;
      if (cell2 === null || cell2.row >= height || cell2.column >= width) return;
      const from = (cell2.row * width + cell2.column) * channels;
      if (this.#store.traceSeries.value.width !== channels) return;
      this.#store.traceSeries.value.add(step, state.subarray(from, from + channels));
    }
  };

  // playground/undo.ts
  var Undo = class {
    constructor(mostStates = 64, mostBytes = 96e6) {
      this.mostStates = mostStates;
      this.mostBytes = mostBytes;
    }
    #past = [];
    #future = [];
    get canUndo() {
      return this.#past.length > 0;
    }
    get canRedo() {
      return this.#future.length > 0;
    }
    /** Bytes held at present. */
    get bytes() {
      let sum = 0;
      for (const state of this.#past) sum += state.bytes;
      for (const state of this.#future) sum += state.bytes;
      return sum;
    }
    /** Remembers the state before an action. What had been undone cannot be redone any more. */
    remember(before) {
      this.#future = [];
      this.#past.push(before);
      this.#trim();
    }
    /** The state to go back to, or null; `current` can then be redone. */
    undo(current) {
      const state = this.#past.pop();
      if (state === void 0) return null;
      this.#future.push(current);
      this.#trim();
      return state;
    }
    /** The state that was undone last, or null. */
    redo(current) {
      const state = this.#future.pop();
      if (state === void 0) return null;
      this.#past.push(current);
      this.#trim();
      return state;
    }
    clear() {
      this.#past = [];
      this.#future = [];
    }
    /** Drops the oldest; a single state is kept however large it is. */
    #trim() {
      while (this.#past.length > this.mostStates || this.bytes > this.mostBytes && this.#past.length > 1) {
        this.#past.shift();
      }
      while (this.bytes > this.mostBytes && this.#future.length > 1) this.#future.shift();
    }
  };

  // playground/past.ts
  function remembered({ snapshot, homes }) {
    const packed = pack(snapshot);
    return { packed, homes: [...homes], bytes: packed.bytes };
  }
  var Past = class {
    constructor(store) {
      this.store = store;
    }
    #undo = new Undo();
    remember(now) {
      this.#undo.remember(remembered(now));
      this.#tell();
    }
    /** The world that undo or redo leads to; null, with a message, if there is none. */
    travel(now, way) {
      const state = this.#undo[way](remembered(now));
      if (state === null) {
        this.store.spoken.value = `Nothing to ${way}.`;
        return null;
      }
      this.store.wounds.value = this.store.wounds.value.filter((step) => step < state.packed.step);
      this.#tell();
      return { snapshot: unpack(state.packed), homes: [...state.homes] };
    }
    forget() {
      this.#undo.clear();
      this.#tell();
    }
    #tell() {
      this.store.canUndo.value = this.#undo.canUndo;
      this.store.canRedo.value = this.#undo.canRedo;
    }
  };

  // playground/life.ts
  var LONGEST_GROWTH = 1e4;
  var STEPS_AT_ONCE = 50;
  var Life = class {
    measure;
    /** Called after each frame in which the world has changed. */
    onChange = /* @__PURE__ */ new Set();
    /** Where each organism was planted last: wounds and the healing error are about this place. */
    homes = [];
    #store;
    #running;
    #pace;
    #meter = new Meter();
    #past;
    #frames = new Frames((elapsed, fresh) => this.#frame(elapsed, fresh));
    #strokes = [];
    #queue = Promise.resolve();
    #changed = false;
    /** The settings of the step before, as text. */
    #said = "";
    constructor(store) {
      this.#store = store;
      this.#running = new EngineInUse(
        store,
        (engine) => this.#adopted(engine),
        (lost) => this.#recover(lost)
      );
      this.measure = new Measure(store);
      this.#pace = new Pace(store.rate.value);
      this.#past = new Past(store);
    }
    get engine() {
      return this.#running.engine;
    }
    get organisms() {
      return this.#store.living.value;
    }
    /** Runs long actions one after another; errors are shown on the page. */
    enqueue(action) {
      this.#queue = this.#queue.then(action).catch((error) => {
        this.#store.say(error instanceof Error ? error.message : String(error), "error");
      });
      return this.#queue;
    }
    /** Begins a world with these organisms. */
    begin({ specimens, world, snapshot, steps = 0 }) {
      return this.enqueue(async () => {
        await this.#replaceEngine(specimens, world);
        this.homes = plantingPlaces(specimens.length, world);
        this.#past.forget();
        this.measure.restart();
        await this.measure.compareWith(specimens.map(({ organism }) => organism));
        if (snapshot !== null) {
          this.#write(snapshot);
          this.#store.touched.value = true;
        } else {
          this.#plantAll();
          await this.#grow(steps);
        }
        this.wake();
      });
    }
    /** Grows the world to a step, as a link asks for; the page can draw meanwhile. */
    async #grow(steps) {
      const end = performance.now() + LONGEST_GROWTH;
      const left = () => steps - (this.engine?.stepCount ?? steps);
      while (left() > 0) {
        this.with((engine) => {
          engine.settings = settingsFor(this.#store, engine.organisms);
          engine.step(Math.min(left(), STEPS_AT_ONCE));
        });
        if (performance.now() > end) {
          this.#store.say(`Growing to step ${steps} takes too long here; the world is at step ${steps - left()}.`);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    /** Replaces the world's organism by one of the same kind and size; the state stays, or starts again. */
    renew(specimen2, afresh) {
      this.with((engine) => engine.load([specimen2.organism]));
      this.#store.touched.value = true;
      this.#store.living.value = [specimen2];
      if (afresh) this.restart();
      this.wake();
    }
    /** Another size; the state stays in the middle. */
    resize(world) {
      return this.enqueue(async () => {
        const before = this.engine?.read();
        if (before === void 0) return;
        const { down, across } = towardsMiddle(before, world, blockSide(this.organisms[0].organism));
        await this.#replaceEngine(this.organisms, world);
        this.#write(moved(before, world, down, across));
        this.#store.touched.value = true;
        this.homes = this.homes.map((home) => shifted(home, down, across));
        this.#past.forget();
        this.wake();
      });
    }
    /** One more organism in the world, planted where there is room; the world grows if it has to. */
    add(specimen2) {
      return this.enqueue(async () => {
        const before = this.engine?.read();
        if (before === void 0) return;
        const specimens = [...this.organisms, specimen2];
        const count2 = specimens.length;
        const { world, down, across, place: room } = roomFor(specimen2.organism, count2, before, this.homes[0] ?? null);
        const state = moved(before, world, down, across);
        const place = room ?? emptiestPlace(state);
        const everywhere = specimen2.organism.life.kind === "all";
        const torus = this.#store.boundary.value === "torus";
        await this.#replaceEngine(specimens, world);
        this.#write(everywhere ? cleared(state, specimen2.organism, count2 - 1, place, torus) : state);
        this.#store.touched.value = true;
        this.homes = [...this.homes.map((home) => shifted(home, down, across)), null];
        this.#past.forget();
        await this.measure.compareWith(specimens.map(({ organism }) => organism));
        this.measure.restart();
        this.plant(count2 - 1, place);
        this.#store.species.value = count2 - 1;
        this.wake();
      });
    }
    /** Continues with another engine from the same state. */
    switchEngine() {
      return this.enqueue(async () => {
        const before = this.engine?.read() ?? this.measure.latest;
        if (before === null) return;
        await this.#replaceEngine(this.organisms, before);
        this.#write(before);
        this.wake();
      });
    }
    async #replaceEngine(specimens, { height, width }) {
      const world = { height, width };
      await this.#running.replace(specimens.map(({ organism }) => organism), world);
      this.#store.living.value = specimens;
      const resized = this.#store.world.value.height !== height || this.#store.world.value.width !== width;
      this.#store.world.value = world;
      this.#store.species.value = Math.min(this.#store.species.value, specimens.length - 1);
      if (resized) this.#store.traced.value = null;
      this.#strokes = [];
    }
    #adopted(engine) {
      this.#pace.queued = engine.kind.startsWith("webgl");
      this.#meter.restart();
    }
    /** Calls a function with the engine; if its device is lost, the page continues with another one. */
    with(action) {
      return this.#running.with(action);
    }
    /** Continues with another engine from the state that was read last. */
    #recover(lost) {
      void this.enqueue(async () => {
        const last = this.measure.latest;
        await this.#replaceEngine(this.organisms, this.#store.world.value);
        if (last !== null && last.height === this.#store.world.value.height) this.#write(last);
        else this.#plantAll();
        const now = this.#store.engineKind.value ?? "none";
        this.#store.say(`The engine ${lost} was lost; ${now} continues from step ${this.#store.stepCount.value}.`);
        this.wake();
      });
    }
    /** Once an organism is grown, see which engine is the fastest for it. */
    #compareEngines() {
      if (!this.#running.isComparisonDue()) return;
      void this.enqueue(async () => {
        if (await this.#running.compare()) this.wake();
      });
    }
    /** A frame is wanted: something has changed. */
    wake() {
      this.#changed = true;
      this.#frames.ask();
    }
    /** Hidden or off-screen pages rest. */
    rest(hidden) {
      this.#frames.see(!hidden);
      this.#store.resting.value = hidden;
      if (!hidden) this.wake();
    }
    #frame(elapsed, fresh) {
      if (this.engine === null) return false;
      if (fresh) this.#pace.restart();
      this.#pace.rate = this.#store.rate.value;
      const steps = this.with((engine) => this.#advance(engine, elapsed)) ?? 0;
      this.#store.stepsPerSecond.value = this.#store.playing.value ? this.#meter.add(elapsed, steps) : 0;
      if (this.#changed) {
        this.#changed = false;
        this.#store.stepCount.value = this.engine?.stepCount ?? 0;
        this.with((engine) => this.measure.sample(engine, this.homes, !this.#store.playing.value));
        for (const listener of this.onChange) listener();
        this.#compareEngines();
      }
      if (this.measure.behind) this.#changed = true;
      return this.#store.playing.value || this.measure.behind;
    }
    /** Strokes, then steps. */
    #advance(engine, elapsed) {
      const settings = settingsFor(this.#store, engine.organisms);
      const said = JSON.stringify(settings);
      if (engine.stepCount > 0 && said !== this.#said) this.#store.touched.value = true;
      this.#said = said;
      engine.settings = settings;
      const { kind } = this.#store.look.value;
      engine.observe = kind === "update" || kind === "fired";
      this.#paint(engine);
      if (!this.#store.playing.value) return 0;
      const steps = this.#pace.frame(
        elapsed,
        (count2) => engine.step(count2),
        () => performance.now()
      );
      if (steps > 0) this.#changed = true;
      return steps;
    }
    #paint(engine) {
      if (this.#strokes.length === 0) return;
      for (const [region, stroke] of this.#strokes) engine.paint(region, stroke);
      this.#strokes = [];
      this.#changed = true;
    }
    step() {
      this.#store.playing.value = false;
      this.with((engine) => {
        this.#advance(engine, 0);
        engine.step(1);
      });
      this.wake();
    }
    /** Remembers the state, to come back to it by undo. */
    remember() {
      const now = this.#stand();
      this.#store.touched.value = true;
      if (now !== null) this.#past.remember(now);
    }
    #stand() {
      const snapshot = this.read();
      return snapshot === null ? null : { snapshot, homes: this.homes };
    }
    /** Lays a stroke on the world, from the next frame on. */
    draw(region, stroke) {
      this.#strokes.push([region, stroke]);
      this.#store.touched.value = true;
      this.wake();
    }
    undo() {
      this.#travel("undo");
    }
    redo() {
      this.#travel("redo");
    }
    #travel(way) {
      const now = this.#stand();
      const state = now === null ? null : this.#past.travel(now, way);
      if (state === null) return;
      this.homes = [...state.homes];
      this.#write(state.snapshot);
      this.#store.touched.value = true;
      this.wake();
    }
    /** Takes a state over, such as one with noise added; undo is the caller's. */
    replace(change) {
      this.#store.touched.value = true;
      this.with((engine) => {
        this.#paint(engine);
        engine.write(change(engine.read()));
      });
      this.wake();
    }
    #write(snapshot) {
      this.with((engine) => {
        engine.write(snapshot);
        this.measure.latest = snapshot;
        this.#store.stepCount.value = engine.stepCount;
      });
    }
    /** Back to the seeds, at step 0. */
    reset() {
      this.remember();
      this.restart();
    }
    /** The same, without undo. */
    restart() {
      this.measure.restart();
      this.with((engine) => engine.write(emptySnapshot(engine.world, engine.organisms[0].channels)));
      this.#plantAll();
      this.wake();
    }
    #plantAll() {
      plantingPlaces(this.organisms.length, this.#store.world.value).forEach((place, index) => this.plant(index, place));
      this.#store.touched.value = false;
      this.#said = JSON.stringify(settingsFor(this.#store, this.organisms.map(({ organism }) => organism)));
    }
    /** What an organism begins as, its seeds or its picture, with the middle of its training grid at a place. */
    plant(species, place) {
      plant(this, this.#store, species, place);
    }
    /** Ends the loop and releases the engine. */
    dispose() {
      this.#frames.stop();
      this.measure.dispose();
      void this.enqueue(async () => this.#running.dispose());
    }
    read() {
      return this.with((engine) => {
        this.#paint(engine);
        return engine.read();
      });
    }
    /** The world at a pixel per cell, or at as many as its decoder draws; null while there is no engine. */
    picture(background) {
      const shown = this.#store.look.value;
      return this.with((engine) => {
        return engine.draw(viewOf(shown, engine.organisms[0], background));
      });
    }
  };
  function shifted(home, down, across) {
    return home === null ? null : { row: home.row + down, column: home.column + across };
  }

  // playground/playground.tsx
  var STILL_STEPS = 120;
  async function createPlayground(root, options) {
    const { library, version = null, fragment = "", alone = false } = options;
    const store = new Store();
    const life = new Life(store);
    const actions = new Actions(store, life);
    const themed = alone ? document.documentElement : root;
    const stopTheme = x3(() => {
      themed.dataset["theme"] = store.dark.value ? "dark" : "light";
    });
    store.library.value = library.specimens;
    for (const problem of library.problems) store.say(problem, "error", true);
    root.textContent = "";
    R(/* @__PURE__ */ u4(App, { actions, version, beside: options.beside?.(actions) }), root);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const stop = listen(root, actions, alone);
    const ready = begin(actions, fragment, alone ? keptState() : null).then(() => {
      if (alone) actions.address = new AddressBar(store, life, () => actions.stage?.place ?? null);
    });
    return {
      store,
      life,
      actions,
      get stage() {
        return actions.stage;
      },
      handle: handleOf(actions, version, ready),
      dispose() {
        stop();
        stopTheme();
        actions.dispose();
        R(null, root);
      }
    };
  }
  async function begin(actions, fragment, kept) {
    const { store } = actions;
    if (store.library.value.length === 0) {
      store.say("This page has no organism. Open an organism file, or drop it here.", "error", true);
      return;
    }
    await actions.follow(fragment, kept);
    if (fragment !== "") return;
    store.hint.value = FIRST_HINT;
    if (calm()) showStill(actions);
  }
  function showStill({ store, life }) {
    life.with((engine) => engine.step(STILL_STEPS));
    store.hint.value = "Paused, since your system asks for reduced motion. Press play to start.";
    life.wake();
  }
  function focusOf(target) {
    if (!(target instanceof Element)) return "elsewhere";
    if (target.matches("input:not([type=range], [type=color]), textarea, select")) return "text";
    return target.matches("button, a, input, summary") ? "control" : "elsewhere";
  }
  function listen(root, actions, alone) {
    const { store, life } = actions;
    const place = alone ? document : root;
    const ended = new AbortController();
    const { signal } = ended;
    const on = (kind, listener) => place.addEventListener(kind, listener, { signal });
    on("keydown", (event) => {
      const command = commandOf(event, focusOf(event.target));
      if (command === null || store.helping.value && command.kind !== "help") return;
      if (event.repeat && (command.kind === "play" || command.kind === "reset" || command.kind === "help")) return;
      event.preventDefault();
      actions.run(command);
    });
    on("click", (event) => {
      if (alone && event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
    });
    on("dragover", (event) => event.preventDefault());
    on("drop", (event) => {
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) actions.open(file);
    });
    const stopResting = restOutOfSight(root, life, signal);
    if (alone) listenToThePage(actions, signal);
    return () => {
      stopResting();
      ended.abort();
    };
  }
  function restOutOfSight(root, life, signal) {
    let onScreen = true;
    const rest = () => life.rest(document.hidden || !onScreen);
    document.addEventListener("visibilitychange", rest, { signal });
    const watching = new IntersectionObserver((entries) => {
      onScreen = entries[entries.length - 1]?.isIntersecting ?? true;
      rest();
    });
    const stage = root.querySelector(".stage");
    if (stage !== null) watching.observe(stage);
    return () => watching.disconnect();
  }
  function listenToThePage(actions, signal) {
    const { store } = actions;
    const tell = (what) => {
      store.say(`Something went wrong: ${what instanceof Error ? what.message : String(what)}`, "error");
    };
    const options = { signal };
    window.addEventListener(
      "hashchange",
      () => {
        if (location.hash !== actions.address?.written) void actions.follow(location.hash);
      },
      options
    );
    window.addEventListener("pagehide", () => actions.address?.leave(), options);
    window.addEventListener("error", (event) => tell(event.message), options);
    window.addEventListener("unhandledrejection", (event) => tell(event.reason), options);
  }

  // playground/start.ts
  function textOf(id) {
    return document.getElementById(id)?.textContent ?? "";
  }
  function readOptions() {
    try {
      return JSON.parse(textOf("options") || "{}");
    } catch {
      return {};
    }
  }
  async function start(beside) {
    const place = document.getElementById("page");
    if (place === null) return;
    const options = readOptions();
    const text2 = (key2) => typeof options[key2] === "string" ? options[key2] : null;
    const asked = location.hash.length > 1 ? location.hash : text2("fragment") ?? "";
    const library = readLibrary(textOf("organisms"));
    const more = beside === void 0 ? {} : { beside };
    const { handle } = await createPlayground(place, {
      library,
      version: text2("version"),
      fragment: asked,
      alone: true,
      ...more
    });
    window.blastema = handle;
  }

  // playground/main.tsx
  void start();
})();
