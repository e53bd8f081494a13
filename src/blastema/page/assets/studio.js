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
  function encodeBase64(bytes) {
    let binary = "";
    for (let i4 = 0; i4 < bytes.length; i4 += 8192) {
      binary += String.fromCharCode(...bytes.subarray(i4, i4 + 8192));
    }
    return btoa(binary);
  }

  // engine/filters.ts
  var NOTHING = new Array(9).fill(0);
  var DX = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((tap) => tap / 8);
  var DY = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((tap) => tap / 8);
  function still(name, taps2) {
    return { name, still: taps2, cosine: NOTHING, sine: NOTHING };
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
    const stem2 = name.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "");
    const perception2 = { kind: "filters", filters: ARTICLE_FILTERS, learned: new Float32Array(0), signal: 0 };
    return { ...described(stem2), channels, perception: perception2, layers: layers2, ...SETTINGS };
  }
  var SETTINGS = {
    update: { kind: "residual", activation: "relu" },
    life: { kind: "neighbourhood", aliveThreshold: 0.1 },
    physics: { boundary: "zero", fireRate: 0.5, firePer: "cell", stepSize: 1, angle: 0, clamp: 0, noise: 0 },
    decoder: null,
    parents: null
  };
  function described(stem2) {
    const { regime, subject } = readFileName(stem2);
    const known2 = [...BUILT_IN_TARGETS.values()].includes(subject);
    const target = known2 ? { name: subject, size: SIZE, padding: PADDING, png: null, motion: null } : null;
    const side = SIZE + 2 * PADDING;
    const [height, width] = subject === "planarian" ? PLANARIAN_GRID : [side, side];
    const provenance = {
      source: "web model file, 8-bit weights",
      file: stem2.slice(0, 100),
      ...regime === null ? {} : { regime, article: "doi 10.23915/distill.00023" }
    };
    const seeds = [[height >> 1, width >> 1]];
    return { name: subject, height, width, seeds, startRadius: null, target, pictures: [], told: [], provenance };
  }
  function readFileName(stem2) {
    const separator = stem2.indexOf("_");
    const regime = separator < 0 ? null : REGIMES.get(stem2.slice(0, separator).toLowerCase()) ?? null;
    const rest = (regime === null ? stem2 : stem2.slice(separator + 1)).trim();
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
    const learned2 = part.whole("learned_filters", 0, MOST_FILTERS, 0);
    const listed = part.given("filters");
    const filters = listed === void 0 ? ARTICLE_FILTERS : readFilters(listed, part);
    if (filters.length + learned2 === 0) {
      throw part.error("has no filters; expected one or more, fixed or learned");
    }
    const signal = part.whole("signal", 0, MOST_SIGNAL, 0);
    return { kind: "filters", filters, learned: learned2, signal, embedding: part.whole("embedding", 0, signal > 0 ? MOST_SIGNAL : 0, 0) };
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
  function upgraded(described3, source) {
    const { architecture, ...rest } = described3;
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
  function rows(taps2) {
    return [taps2.slice(0, 3), taps2.slice(3, 6), taps2.slice(6)];
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
  function describedOrganism(described3, header, data, source) {
    const automaton = readAutomaton(own(described3, "automaton"), source);
    const { channels, perception: perception2, update, life, physics } = automaton;
    const [height, width] = readGrid(own(described3, "grid"), automaton, source);
    const tensors = readTensors(header, data, shapes(automaton), source);
    const toldSignal = own(described3, "signal");
    const organismName = readName(own(described3, "name"), source);
    const provenance = own(described3, "provenance") ?? {};
    if (!isObject(provenance)) {
      throw new OrganismError(`${source}: provenance is ${short(provenance)}; expected a JSON object.`);
    }
    const target = readTarget(own(described3, "target"), height, width, organismName, source);
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
      seeds: readSeeds(own(described3, "seeds"), height, width, source),
      startRadius: readStartRadius(own(described3, "start_radius"), target, source),
      target,
      pictures: readPictures(
        own(described3, "pictures"),
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
    const described3 = parseJson(text2, `the metadata of ${source}`);
    if (!isObject(described3)) {
      throw new OrganismError(`the metadata of ${source} is not a JSON object.`);
    }
    return readVersion(described3, source) === 1 ? upgraded(described3, source) : described3;
  }
  function readVersion(described3, source) {
    const format = own(described3, "format");
    if (format !== FORMAT) {
      throw new OrganismError(`${source} has format ${short(format)}; expected "${FORMAT}".`);
    }
    const version = own(described3, "version");
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
    const { filters, learned: learned2, signal, embedding } = perception2;
    const result = /* @__PURE__ */ new Map();
    const network2 = (name, widths) => {
      for (let i4 = 0; i4 + 1 < widths.length; i4++) {
        result.set(`${name}.${i4}.weight`, [widths[i4], widths[i4 + 1]]);
        result.set(`${name}.${i4}.bias`, [widths[i4 + 1]]);
      }
    };
    if (parents === null) {
      network2("layers", [channels * (filters.length + learned2) + (embedding || signal), ...update.hidden, channels]);
    } else {
      const [own2, above] = [channels - parents.channels, parents.channels];
      network2("cells", [own2 * filters.length + above, ...update.hidden, own2]);
      network2("above", [above * filters.length + SENSED, parents.hidden, above]);
    }
    if (learned2 > 0) {
      result.set("perception.learned", [learned2, 3, 3, channels]);
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
  function perceptionOf({ filters, learned: learned2 }) {
    return JSON.stringify([filters.map(({ still: still2, cosine, sine }) => [still2, cosine, sine]), learned2.length]);
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
  function specimenOf(organism, id, others = []) {
    const { name, provenance } = organism;
    return specimen(organism, {
      id: freeId(id, others),
      name,
      emoji: null,
      regime: regimeOf(provenance["regime"]),
      picture: null
    });
  }
  async function openFile(file, others) {
    const organism = readOrganism(new Uint8Array(await file.arrayBuffer()), file.name);
    const stem2 = file.name.replace(/\.[^.]*$/, "");
    const name = organism.name || plainText(stem2);
    return specimen(organism, {
      id: freeId(stem2, others),
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
  function magnified(store2, life, canvas, side) {
    const picture = life.picture(store2.palette.value.plate);
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
    constructor(store2, life) {
      this.store = store2;
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
      const { store: store2 } = this.recorder;
      const [now, step] = [performance.now(), store2.stepCount.value];
      const steps = step - (this.#step ?? step);
      const wanted = steps > 0 ? steps >= stepsPerFrame(store2.rate.value) : now - this.#last >= GIF_FRAME - 4;
      if (!wanted) return;
      [this.#last, this.#step] = [now, step];
      const { height, width } = store2.world.value;
      const side = `${height} ${width}`;
      if (this.#side !== "" && side !== this.#side) return this.recorder.stop();
      this.#side = side;
      if (!this.recorder.draw(this.#canvas, 1)) return;
      const { height: high, width: wide } = this.#canvas;
      const { data } = this.#canvas.getContext("2d").getImageData(0, 0, wide, high);
      const colours = (0, import_gifenc.quantize)(data, 256);
      const factor = Math.max(1, Math.round(GIF_SIDE / Math.max(high, wide)));
      const indices = enlarged((0, import_gifenc.applyPalette)(data, colours), wide, high, factor);
      const delay = frameTime(steps, store2.rate.value);
      this.#encoder.writeFrame(indices, wide * factor, high * factor, { palette: colours, delay });
      this.#count++;
      this.#milliseconds += delay;
      store2.filmed.value = { seconds: this.#milliseconds / 1e3, most: MOST_GIF_SECONDS };
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
      const { store: store2, life } = recorder;
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
        if (parts.length === 0) return store2.say("The browser's video recorder returned no data.", "error");
        recorder.save(new Blob(parts, { type: kind }), kind.startsWith("video/mp4") ? "mp4" : "webm");
        store2.say("Video saved.");
      };
      this.#recorder.onerror = () => store2.say("The browser's video recorder failed.", "error");
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
  function settingsFor(store2, organisms) {
    const { boundary, fireRate, turn, noise: noise2, seed, signals } = store2;
    return {
      boundary: boundary.value,
      fireRate: fireRate.value,
      angle: turn.value * Math.PI / 180,
      noise: firesPerChannel(organisms) ? 0 : noise2.value,
      seed: seed.value,
      signals: organisms.map((organism, index) => toldTo(organism, signals.value[index]))
    };
  }
  function fitTo(store2, organisms) {
    const { signals, noise: noise2 } = store2;
    signals.value = organisms.map((organism, index) => toldTo(organism, signals.value[index]));
    if (noise2.value === 0 || !firesPerChannel(organisms)) return;
    noise2.value = 0;
    store2.say(`The channels of ${organisms[0].name} fire independently, so no noise is added.`);
  }
  function firesPerChannel(organisms) {
    return organisms[0].physics.firePer === "channel";
  }
  function toldTo({ perception: perception2, told: usual }, told2 = []) {
    if (told2.length === perception2.signal) return told2;
    return usual.length > 0 ? usual : new Array(perception2.signal).fill(0);
  }
  function pictureOf({ pictures }, told2 = []) {
    return pictures.find(({ signal }) => alike(signal, told2)) ?? null;
  }
  function wantedOf(organism, told2) {
    return organism.pictures.length > 0 ? pictureOf(organism, told2)?.target ?? null : organism.target;
  }
  function unusualSignals(store2) {
    return store2.signals.value.map((told2, index) => {
      const organism = store2.living.value[index]?.organism;
      return organism !== void 0 && alike(told2, toldTo(organism)) ? [] : told2;
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
      let chunk2 = 1;
      while (done < wanted) {
        const count2 = Math.min(chunk2, wanted - done);
        step(count2);
        done += count2;
        const spent = now() - start2;
        if (spent >= budget) break;
        const room = spent > 0 ? (budget - spent) * done / spent / 2 : 2 * chunk2;
        chunk2 = Math.max(1, Math.min(Math.floor(room), 2 * chunk2, 256));
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
    const told2 = text2.split(";").map((one) => one === "" ? [] : one.split(","));
    if (told2.length > MOST_SPECIES2 || told2.some((one) => one.length > MOST_SIGNAL2)) {
      throw new Unreadable(`at most ${MOST_SPECIES2} lists of ${MOST_SIGNAL2} numbers`);
    }
    return told2.map((one) => one.map((value) => numberBetween(value, -LARGEST_SIGNAL, LARGEST_SIGNAL)));
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
    for (const [key2, what, read2] of FIELDS2) {
      const value = given.get(key2);
      if (value === null) continue;
      try {
        Object.assign(settings, read2(value));
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
    const told2 = signals.map((one) => one.map((value) => short2(value)).join());
    return told2.join(";").replace(/;+$/, "");
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
  async function openFragment(store2, fragment, library, kept = null) {
    const link = decodeFragment(fragment);
    for (const problem of link.problems) store2.say(problem, "error");
    const wanted = link.settings.organisms ?? [];
    const found = wanted.flatMap((id) => library.find((specimen2) => specimen2.id === id) ?? []);
    const missing = wanted.filter((id) => !library.some((specimen2) => specimen2.id === id));
    if (missing.length > 0) {
      const near = nearest(missing[0], library.map(({ id }) => id));
      const meant = near === null ? "" : ` Did you mean ${near}?`;
      store2.say(`This page does not have the link's organism ${missing.join(", ")}.${meant}`, "error");
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
      store2.say(`The link's world does not consist of whole blocks of ${block} x ${block} cells; it is ${height} x ${width} cells instead.`, "error");
      Object.assign(settings, { height, width });
    }
    const misfit = settings.signals.some((told2, index) => {
      return told2.length > 0 && told2.length !== specimens[index]?.organism.perception.signal;
    });
    if (misfit) {
      store2.say("The link's signal does not fit this organism, so the organism keeps its own.", "error");
      settings.signals = [];
    }
    const brush = link.settings.brush ?? store2.brushes.value[settings.tool];
    let snapshot = null;
    if (kept !== null && missing.length === 0 && misfitOf(kept, settings, specimens) === null) snapshot = kept;
    else if (link.state !== null && missing.length === 0) snapshot = await openState(store2, link.state, settings, specimens);
    let steps = link.state === null && missing.length === 0 ? link.step ?? 0 : 0;
    if (steps > FARTHEST) {
      store2.say(`The link asks for step ${steps} without giving the state; the page starts from the seed.`, "error");
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
  async function openState(store2, text2, settings, specimens) {
    try {
      if (!canCompress()) throw new RangeError("This browser cannot decompress the link's state; the page starts from the seed.");
      const snapshot = unpack(fromBytes(await decompress(text2)));
      const misfit = misfitOf(snapshot, settings, specimens);
      if (misfit !== null) throw new RangeError(misfit);
      return snapshot;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      store2.say(error.message, "error");
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
    constructor(store2, life, place) {
      this.life = life;
      this.place = place;
      this.#store = store2;
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
    const scaled2 = Math.fround(fireRate) * 16777216;
    const below = Math.floor(scaled2);
    const rest = scaled2 - below;
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
    const reach2 = Math.max(0, radius);
    const span = { row: to.row - from.row, column: to.column - from.column };
    const length = span.row * span.row + span.column * span.column;
    const [top, bottom] = range(from.row, to.row, reach2, world.height);
    const [left, right] = range(from.column, to.column, reach2, world.width);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const [down, across] = [row - from.row, column - from.column];
        const share = length > 0 ? clamp((down * span.row + across * span.column) / length, 0, 1) : 0;
        const distance3 = (down - share * span.row) ** 2 + (across - share * span.column) ** 2;
        if (distance3 <= reach2 * reach2) {
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
  function circle(world, centre, radius, frame = whole(world), boundary = "zero") {
    const scaled2 = (index, size) => 2 * index / (size - 1) - 1;
    return inFrame(world, frame, boundary, (row, column) => {
      const down = (scaled2(row, frame.height) - centre.row) / radius;
      const across = (scaled2(column, frame.width) - centre.column) / radius;
      return down * down + across * across < 1;
    });
  }
  function halfPlane(world, direction, edge, frame = whole(world), boundary = "zero") {
    const [cosine, sine] = [Math.cos(direction), Math.sin(direction)];
    return inFrame(
      world,
      frame,
      boundary,
      (row, column) => (column - Math.floor(frame.width / 2)) * cosine + (row - Math.floor(frame.height / 2)) * sine > edge
    );
  }
  function square(world, offset, half, frame = whole(world), boundary = "zero") {
    return inFrame(
      world,
      frame,
      boundary,
      (row, column) => Math.abs(row - Math.floor(frame.height / 2) - offset.row) < half && Math.abs(column - Math.floor(frame.width / 2) - offset.column) < half
    );
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
  function range(from, to, reach2, size) {
    const low = Math.ceil(Math.min(from, to) - reach2);
    const high = Math.floor(Math.max(from, to) + reach2);
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
  function largestMagnitude(state) {
    let largest = 0;
    for (let i4 = 0; i4 < state.length; i4++) {
      const size = Math.abs(state[i4]);
      if (!(size <= largest)) {
        largest = size;
        if (Number.isNaN(size)) {
          return size;
        }
      }
    }
    return largest;
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
  function plant(life, store2, species, at) {
    const { organism } = life.organisms[species];
    const place = amongBlocks(organism, at, store2.world.value);
    const picture = life.measure.pictureOf(species);
    const { startRadius } = organism;
    if (startRadius !== null && picture !== null) {
      stamp(life, store2, (before) => before, { picture, species, radius: startRadius }, place);
      return;
    }
    const region = seedRegion(organism, store2.world.value, place, store2.boundary.value);
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
  function infect(life, store2, specimen2) {
    return life.enqueue(async () => {
      const picture = await targetGrid(specimen2.organism);
      if (picture === null) throw new Error(`${specimen2.name} has no picture in its file.`);
      const species = store2.species.value;
      const middle = plantingPlaces(1, store2.world.value)[0];
      life.remember();
      const emptied3 = (before) => ({ ...emptySnapshot(before, before.channels), step: before.step });
      const place = life.homes[species] ?? amongBlocks(life.organisms[species].organism, middle, store2.world.value);
      stamp(life, store2, emptied3, { picture, species, radius: Infinity }, place);
    });
  }
  function stamp(life, store2, prepared, what, place) {
    life.homes[what.species] = place;
    const torus = store2.boundary.value === "torus";
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
      begin: (store2, life) => {
        const turned2 = y3(false);
        let [waiting, grownAt] = [0, store2.turn.peek()];
        return () => {
          const angle = store2.turn.value;
          clearTimeout(waiting);
          if (angle !== grownAt && Math.abs(angle) >= TURNED) {
            waiting = window.setTimeout(() => {
              grownAt = angle;
              life.reset();
              showWorld(store2);
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
      begin: (store2) => () => {
        const { value } = store2.look;
        if (value.kind !== "channel" || value.channel < FIRST_HIDDEN) return false;
        showWorld(store2);
        return true;
      }
    }
  ];
  var LAST = {
    text: "Now grow your own: “blastema play” opens this page with a drawing board.",
    begin: () => () => false
  };
  var Tour = class {
    constructor(store2, life) {
      this.store = store2;
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
      const { store: store2 } = this;
      const step = at === null ? void 0 : this.steps[at];
      this.#stop();
      this.done.value = false;
      this.at.value = step === void 0 ? null : at;
      if (at === null || at === 0 || step === void 0 || step === this.last) {
        if (store2.turn.peek() !== 0) {
          store2.turn.value = 0;
          this.life.reset();
        }
        store2.look.value = { kind: "colour" };
      }
      store2.hint.value = null;
      store2.section.value = step?.section ?? null;
      store2.drawer.value = step?.section !== void 0;
      if (step === void 0) return;
      const isDone = step.begin(store2, this.life);
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
  function wound(store2, life, kind) {
    const chosen = store2.current.value;
    const before = life.read();
    if (chosen === null || before === null) return;
    const { height, width } = store2.world.value;
    const home = life.homes[store2.species.value] ?? { row: height >> 1, column: width >> 1 };
    const edge = store2.boundary.value;
    life.remember();
    life.measure.wounded(before, chosen.organism, home, edge === "torus");
    const frame = frameAround(chosen.organism, home);
    const { parents } = chosen.organism;
    if (kind === "noise") life.replace((snapshot) => shaken(snapshot, frame, edge, store2.seed.value));
    else if (kind === "forget" || kind === "exchange") {
      const change = kind === "forget" ? withoutParents : exchangedParents;
      if (parents !== null) life.replace((snapshot) => change(snapshot, parents, frame, edge));
    } else {
      const region = kind === "scatter" ? scatter(before, SCATTERED, store2.seed.value + before.step >>> 0, frame, edge) : cut(before, kind, frame, edge);
      life.draw(region, { kind: "erase" });
    }
    store2.spoken.value = `${WOUND_NAMES[kind]}: done at step ${before.step}.`;
    store2.hint.value = null;
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
    constructor(store2, life) {
      this.store = store2;
      this.life = life;
      this.recorder = new Recorder(store2, life);
      this.tour = new Tour(store2, life);
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
      signals.value = signals.value.map((told2, index) => index === species.value ? signal : told2);
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
    const store2 = x2(StoreContext);
    if (store2 === null) throw new Error("A component of the page stands outside of any playground.");
    return store2;
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
    const store2 = useStore();
    const title = `title-${of}-${store2.number}`;
    const panel = A2(null);
    const isOpen = store2.section.value === of;
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
    constructor({ channels, layers: layers2, update, physics }, told2 = 0) {
      this.stepSize = Math.fround(physics.stepSize);
      this.replacing = update.kind === "replacing";
      this.limit = physics.clamp > 0 ? Math.fround(physics.clamp) : Infinity;
      this.activation = update.activation;
      this.channels = channels;
      this.layers = layers2.map((layer, index) => transposed(layer, index === 0 ? layer.inputs - told2 : layer.inputs));
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
    constructor(filters, learned2, channels, stride) {
      this.filters = filters;
      this.channels = channels;
      this.stride = stride;
      this.count = filters.length + learned2.length / (9 * channels);
      this.identity = Array.from({ length: this.count }, (_3, i4) => i4 < filters.length && isIdentity(filters[i4]));
      this.kernels = new Float64Array(this.count * channels * 9);
      learned2.forEach((value, index) => {
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
    const told2 = Float64Array.from(bias);
    signal.forEach((value, i4) => {
      const row = (inputs - signal.length + i4) * outputs2;
      for (let output = 0; output < outputs2; output++) {
        told2[output] += Math.fround(value) * weight[row + output];
      }
    });
    return told2;
  }

  // engine/plain/rule.ts
  var Rule = class {
    /** @param parents the world's second level, if the organisms have one */
    constructor(organism, parents = null) {
      this.organism = organism;
      const { channels, physics, perception: perception2 } = organism;
      const { filters, learned: learned2, signal } = perception2;
      this.noise = physics.noise;
      this.channels = channels;
      this.above = organism.parents === null || parents === null ? null : new ParentRule(organism, organism.parents, parents);
      this.own = channels - (organism.parents?.channels ?? 0);
      this.filtering = new Filtering(filters, learned2, this.own, channels);
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
      const scaled2 = Math.round(SHADES * value(cell2));
      const shade = 3 * ((scaled2 > SHADES ? SHADES : scaled2 < -SHADES ? -SHADES : scaled2 || 0) + SHADES);
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

  // training/wasm/trainer.wasm
  var trainer_default = __toBinary("AGFzbQEAAAABtwEXYAF/AGACfHwBfGACf38Bf2ACf38AYAN/f38Bf2AEf39/fwBgBn9/f39/fwBgB39/f39/f38AYAN/f38AYAV/f39/fwBgBn9/fX99fQBgAAF/YAAAYAx/f39/f39/f39/f30Bf2AEf39/fwF/YA5/f39/f39/f39/f319fwF/YAF/AX9gBH99fX0AYAd/f39/f31/AGAAAX1gBn9/f39/fgF+YAV/f39/fwF+YAh/f39/f39/fwACCwEDZW52A3BvdwABA1NSAgMEAAUDBgYHCAgICAgICAAIAAQJBgoECAkLAgwCCA0ODwIQAgwLAxAREhMCFAkFFRYICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAQFAXABAQEFAwEAAQYIAX8BQYCAAgsH0AETBm1lbW9yeQIABWZvdW5kACAHYWRkcmVzcwABDGxheWVyX3dlaWdodAAlCmxheWVyX2JpYXMAIwxsYXllcl9zdHJpZGUAJAtzZXRfcGh5c2ljcwAqB29ic2VydmUAJwdjb2xvdXJzABsHcmVmcmVzaAAoBHN0ZXAAKw1mb3VuZF9zYW1wbGVzACIOc2FtcGxlX2FkZHJlc3MAKQVsZWFybgAmBWJlZ2luABcHZm9yd2FyZAAeBHR1cm4ALAhiYWNrd2FyZAACBmZpbmlzaAAdCpvQA1I9AAJAAkAgAEEESQ0AQQAoAsCEgoAAIAFBrAFsakGgAWohAAwBCyAAQQJ0QYCAgoAAaigCACEACyAAKAIAC8lNDRF/AX4BfwF+HH8BfQF/AX0BewJ/BnsBfwp7I4CAgIAAQeADayICJICAgIAAIAJBgIqCgAA2AjggAkG4iIKAADYCNCACQcCLgoAANgIwIAJB1IeCgAA2AiwgAkGMhoKAADYCKCACQQA2AjwgAkEoakEYakEAKAKUiIKAAEHIARCDgICAACEDIAJBACoCuIyCgAA4AogCAkAgACABTA0AIAJBKGpBMGohBCACQewAaiEFIAJBoAJqQcAAaiEGIAJBoAJqQTBqIQcDQEEAKALoiYKAACIIIABBGGxqIglBzIiCgAAgAEEAKALshoKAAEgbIQogCUFoaiELQQAhDAJAIABBf2oiDQ0AIAIoAjAoAlRFIQwLQQAoAsyGgoAAIQ4gCigCACEPQQAoAtCIgoAAIRAgCygCACERAkAgAigCPCIJrCACKAIoIhI0AgAiE34gAigCOCIUNAIAIhV/pyIWIAlBAWqsIBN+IBV/p04NACAWQQN0IRcgCCANQRhsaigCBCEYQQAoAuiIgoAAIRkDQEEAIQoCQEEAKALIhoKAACIaQQFIDQAgGCASKAI8IBdsaiEJQQAhCgNAIAogCSkDAHunaiEKIAlBCGohCSAaQX9qIhoNAAsLIBkgFkEBaiIWQQJ0aiAKNgIAIBdBCGohFyAWIAIoAjxBAWqsIBI0AgB+IBQ0AgB/p0gNAAsLIAJBKGoQhICAgAACQCACKAI8DQBBACgC6IiCgAAiCUEANgIAIAIoAigiFigCAEEBSA0AIAlBBGohCUEAIQpBACEaA0AgCSAJKAIAIApqIgo2AgAgCUEEaiEJIBpBAWoiGiAWKAIASA0ACwsgAkEoahCEgICAAAJAIAIoAjwiGqwgAigCKCIKNAIAIhN+IAIoAjg0AgAiFX+nIgkgGkEBaqwgE34gFX+nIhpODQAgCCANQRhsakEEaiEWA0AgCiACKAI0IBYoAgAgCRCFgICAACAJQQFqIgkgAigCPCIXQQFqrCACKAIoIgo0AgAiE34gAigCODQCACIVf6ciGkgNAAsgF6wgE34gFX+nIQkLAkAgCCANQRhsaiIbKAIIIgogCUECdGooAgAiFiAKIBpBAnRqKAIAIhlODQBBACgCxIaCgAAiCkECdCEYIBYgCmxBAnQhFyAbQRBqIRIgG0EMaiEUA0ACQCAKQQFIDQBBACEJQQAhGgNAQQAoAsCIgoAAIBQoAgAgFkECdGooAgAgCmxBAnRqIAlqIBIoAgAgF2ogCWr9AAQA/QsEACAJQRBqIQkgGkEEaiIaIApIDQALCyAXIBhqIRcgFkEBaiIWIBlHDQALIAIoAjwiCqwgAigCKDQCACITfiACKAI4NAIAIhV/pyEJIApBAWqsIBN+IBV/pyEaCwJAIAkgGk4NAANAIAJBKGogCRCGgICAACAJQQFqIgkgAigCPEEBaqwgAigCKDQCAH4gAigCODQCAH+nSA0ACwsgAkEoahCEgICAACACIAIoAjAiCSgCEDYCnAIgAiAJKAIANgKYAiACIAIoAigoAgRBAmo2ApACIAIgCSgCBCANakGNzOUAbEHf5rvjA2o2ApQCAkAgAigCPCIcQQNKDQAgAkGQAmpBAEEALQDZhoKAACIdGyEZQRBBACgC6IiCgABBACgCjIaCgABBAnRqKAIAIh5BA2oiCUEEbUEDakF8cSIfIAlBwABIIiAbISEDQCAhIBxBAWpsIgkgHiAJIB5IGyIiIBxBBHQgHCAfbCAgGyIJIB4gCSAeSBsiI2siJEHfAGpB4ABtIQkCQCAkQb4BakG/AUkNACAkIAlqQX9qIAltQQNqQQRtIQkgIiAjTA0AIAlBAnQhJSAcQRhsIiZBjImCgABqIScgJkGIiYKAAGohKANAQQAoAoSJgoAAIAIoAjxByABsaiIpQQAoApyGgoAAIipBAnRqQRhqKAIAIStBACgCxIiCgAAhCEEAKAL4iIKAACEsQQAoArCGgoAAIS0gAigCLCEuQYyGgoAAIANBACgCwIiCgAAiL0EAKALwiIKAACAjQQJ0aiIwICIgI2siCSAlIAkgJUgbIhggKSgCABCHgICAAEGMhoKAACAuIAMgKSAYQQEQiICAgAAgKkF/aiExICQgJUghCgJAAkBBACgC1IaCgAAiCUEBRg0AQQAqAuiGgoAAIjJDAACAf11FDQELQYyGgoAAIC4gAyApIDEgGCArEImAgIAAQQAqAuiGgoAAITJBACgC1IaCgAAhCQsgJCAlIAobITMgAioChAIiNEMAAAAAkv0TITVBACgCxIaCgAAhCgJAAkAgCUEBRg0AIDJDAACAf10NACAYQQFIDQEgCkECdCEXQQAhFCArITYDQAJAIApBAUgiNw0AIDAgFEECdGohEkEAIRYgNiEJIAghGgNAIAkgNSAaIBcgEigCAGxq/QAEAP3mAf0LBAAgCUEQaiEJIBpBEGohGiAWQQRqIhYgCkgNAAsLIDYgF2ohNiAUQQFqIhQgGEcNAAsgHUUNAUEAIQgDQAJAIDcNACAwIAhBAnRqIRIgKyAIIApsQQJ0aiEUIBkoAgAhF0EAIRoDQCASKAIAIRZBACEJA0AgAiA4/QsEECACQRBqIAlBA3FBAnRyIAk2AgAgAv0ABBAhOCAJQQFqIglBBEcNAAsgFCAaQQJ0aiIJIAn9AAQA/QwAAAAAAAAAAAAAAAAAAAAAIBn9CQIIIDggGkEBcv0R/a4B/Qy5eTeeuXk3nrl5N565eTee/bUB/a4B/QwNZhkADWYZAA1mGQANZhkA/bUB/Qxf8248X/NuPF/zbjxf8248/a4BIjkgGf0JAgQiOv21ASAWIBdtIglBEHQgFiAJIBdsa2pBjczlAGxB0pqisn1q/RH9rgEiOCA5/bUBIDr9rgEiOiA4/bUBIDn9rgEiOUEQ/a0BIDn9USA6QRD9rQEgOv1R/bUBIDhBEP2tASA4/VH9rgFBCP2tASAZ/QkCDP06/VL9CwQAIBpBBGoiGiAKSA0ACwsgCEEBaiIIIBhHDQAMAgsLIBhBAUgNAEMAAIA/IDSTQwAAAACS/RMhOyAyQwAAAACS/RMiPP3hASE9QQAhPgNAAkAgCkEBSA0AIDAgPkECdGohNiArID4gCmxBAnRqITdBACEaA0AgNSAIIDYoAgAiFiAKbEECdCIXaiAaQQJ0IglqIhL9AAQAIj/95gEhOiAvIBdqIAlq/QAEACFAIDcgCWoiF/0ABAAhOQJAAkBBACgC1IaCgABBAUYNACBAIDUgOf3mAf3kASE4ID8hOQwBCyA6/QwAAIA/AACAPwAAgD8AAIA/IkEgQSBBIDn9DP///3////9/////f////3/9Tv0MAACuQgAArkIAAK5CAACuQv3oASI4/Qw7qrg/O6q4PzuquD87qrg//eYB/QwAAEBLAABASwAAQEsAAEBL/eQBIkL9DAAAQMsAAEDLAABAywAAQMv95AEiQ/0Mg4BeOYOAXjmDgF45g4BeOf3mASA4IEP9DACAMb8AgDG/AIAxvwCAMb/95gH95AH95AEiOCA4IDggOCA4IDggOP0MAQ1QuQENULkBDVC5AQ1Quf3mAf0MYQu2OmELtjphC7Y6YQu2Ov3kAf3mAf0MiYgIvImICLyJiAi8iYgIvP3kAf3mAf0Mq6oqPauqKj2rqio9q6oqPf3kAf3mAf0Mq6oqvquqKr6rqiq+q6oqvv3kAf3mAf0MAAAAPwAAAD8AAAA/AAAAP/3kAf3mAf0MAACAvwAAgL8AAIC/AACAv/3kAf3mAf3kAf0MAACAPwAAgD8AAIA/AACAPyBCQRf9qwH9sQH95gEiOP3kAf3nASJCIDggQv3mAf3mAf3mASE6IDsgQP3mASA1IDggQSA5/QwAAAAAAAAAAAAAAAAAAAAA/UP9UiBC/eYB/eYB/eQBITggOyA//eYBITkLIDn9DAAAAAAAAAAAAAAAAAAAAAAiQCA4IDz9RP1NIDggPf1D/U8iOP1SITkgOiBAIDj9UiE6AkAgHUUNACAZKAIAIRRBACEJA0AgAiA4/QsEACACIAlBA3FBAnRyIAk2AgAgAv0ABAAhOCAJQQFqIglBBEcNAAsgOSA/IBn9CQIIIDggGkEBcv0R/a4B/Qy5eTeeuXk3nrl5N565eTee/bUB/a4B/QwNZhkADWYZAA1mGQANZhkA/bUB/Qxf8248X/NuPF/zbjxf8248/a4BIkEgGf0JAgQiQv21ASAWIBRtIglBEHQgFiAJIBRsa2pBjczlAGxB0pqisn1q/RH9rgEiOCBB/bUBIEL9rgEiQiA4/bUBIEH9rgEiQUEQ/a0BIEH9USBCQRD9rQEgQv1R/bUBIDhBEP2tASA4/VH9rgFBCP2tASAZ/QkCDP06Ijj9UiE5IDogQCA4/VIhOgsgFyA6/QsEACASIDn9CwQAIBpBBGoiGiAKSA0ACwsgPkEBaiI+IBhHDQALCyAtICNsIS1BACAzayE+AkAgKkECSA0AA0AgAiApIDFBAnQiCWoiN0EcaiIrKAIANgKsAiACIC4gMUEUbGooAgg2ArQCIAIgN0EYaiIaKAIANgK8AiACIBg2AqACIAIgCUGghoKAAGoiLygCACIKNgKkAiACIAlBpIaCgABqIiooAgA2AqgCIAIgCUG0hoKAAGoiMCgCADYCsAIgAiAJQbCGgoAAaiI2KAIAIgk2ArgCIAIgCTYCwAIgAkEANgLEAiACIDcoAgA2AsgCAkACQAJAQQAoAtCGgoAADQAgCkEESA0CIApBAnYhEkEAIRYDQCACKAKgAiEaAkAgEkEBRw0AQQAhFwJAIBpBBEgNAEEAIQkDQCACQaACaiAJIBYQioCAgAAgCUEIaiEKIAlBBGoiFyEJIAogAigCoAIiGkwNAAsLAkACQCAXQX9zIBpqDgMBAAUGCyACQaACaiAXIBYQi4CAgAAMBQsgAkGgAmogFyAWEIyAgIAADAQLQQAhFwJAIBpBBEgNAEEAIQkDQCACQaACaiAJIBYQjYCAgAAgCUEIaiEKIAlBBGoiFyEJIAogAigCoAIiGkwNAAsLAkACQAJAAkAgF0F/cyAaag4DAgEAAwsgAkGgAmogFyAWEI6AgIAADAILIAJBoAJqIBcgFhCPgICAAAwBCyACQaACaiAXIBYQkICAgAALIBZBCGohFiASQX5qIhINAAwDCwsgAkGgAmoQkYCAgAAgGEEBSA0BIDdBDGooAgAhFyAvKAIAIRYgGigCACESIDYoAgBBAnQhFEEAIQgDQAJAIBZBAUgNAEEAIRogEiEJIBchCgNAIAkgCf0ABAAgCv0ABAD95gH9CwQAIAlBEGohCSAKQRBqIQogGkEEaiIaIBZIDQALCyASIBRqIRIgFyAUaiEXIAhBAWoiCCAYRw0ADAILCyACQaACaiAXIBYQkoCAgAALIDAoAgAhMCA2KAIAIQkgKigCACE2IC8oAgAhCiArKAIAISsgNygCACEaAkACQEEAKAKchoKAAEF/aiAxRw0AIAIgCTYCuAIgAiAaNgK0AiACIDA2ArACIAIgKzYCrAIgAiAYNgKoAiACIAo2AqQCIAIgNjYCoAIgAkIANwLEAiACIAk2AsACIAIgJiAxQQN0akGIiYKAAGooAgA2ArwCIAJBoAJqEJOAgIAADAELIAIgMDYCuAIgAiArNgK0AiACIAk2ArACIAIgGjYCrAIgAiAYNgKoAiACIDY2AqQCIAIgCjYCoAIgAkIANwLEAiACIDA2AsACIAIgJiAxQQN0akGIiYKAAGooAgA2ArwCIAJBoAJqEJOAgIAACyAmIDFBA3RqQYyJgoAAaigCACE3QQAhFAJAIDZBIEgNAEEgIQkgN0EgaiEXIDBBAnQhEiArQfAAaiEIQQAhLwNAIAkhFCACQaACakEAQYABEJSAgIAAGgJAAkAgGEEBTg0A/QwAAAAAAAAAAAAAAAAAAAAAIjghOiA4ITUMAQsgCCEJID4hCv0MAAAAAAAAAAAAAAAAAAAAACI5IT8gOSFAIDkhQSA5IUIgOSE4IDkhOiA5ITUDQCA5IAn9AAQA/eQBITkgPyAJQXBq/QAEAP3kASE/IEAgCUFgav0ABAD95AEhQCBBIAlBUGr9AAQA/eQBIUEgQiAJQUBq/QAEAP3kASFCIDggCUGwf2r9AAQA/eQBITggOiAJQaB/av0ABAD95AEhOiA1IAlBkH9q/QAEAP3kASE1IApBAWoiGiAKSSEWIAkgEmohCSAaIQogFkUNAAsgAiA5/QsEkAMgAiA//QsEgAMgAiBA/QsE8AIgAiBB/QsE4AIgAiBC/QsE0AIgAiA4/QsEwAIgAiA6/QsEsAIgAiA1/QsEoAILIDcgL0ECdGoiCSA1IAn9AAQA/eQB/QsEACAJIDogCf0ABBD95AH9CwQQQQAhCQJAA0AgFyAJaiIKIDggCv0ABAD95AH9CwQAIAlB0ABGDQEgByAJav0ABAAhOCAJQRBqIQkMAAsLIBdBgAFqIRcgCEGAAWohCCAUIS8gFEEgaiIJIDZMDQALCwJAIBQgNk4NACAwQQJ0IRcgKyAUQQJ0aiESA0ACQAJAIBhBAU4NAP0MAAAAAAAAAAAAAAAAAAAAACE4DAEL/QwAAAAAAAAAAAAAAAAAAAAAITggEiEJID4hCgNAIDggCf0ABAD95AEhOCAKQQFqIhogCkkhFiAJIBdqIQkgGiEKIBZFDQALCyA3IBRBAnRqIgkgOCAJ/QAEAP3kAf0LBAAgEkEQaiESIBRBBGoiFCA2SA0ACwsgMUEBSiEJIDFBf2ohMSAJDQALCyAtQQJ0IQogKUEcaiIqKAIAITBBACgCtIaCgAAhMUEAKAKwhoKAACEJQQAoAqSGgoAAITZBACgCoIaCgAAhGiApKAIAIRYCQAJAQQAoApyGgoAAQQFHDQAgAiAJNgK4AiACIBY2ArQCIAIgMTYCsAIgAiAwNgKsAiACIBg2AqgCIAIgGjYCpAIgAiA2NgKgAiACQgA3AsQCIAIgCTYCwAIgAiAoKAIANgK8AiACQaACahCTgICAAAwBCyACIDE2ArgCIAIgMDYCtAIgAiAJNgKwAiACIBY2AqwCIAIgGDYCqAIgAiA2NgKkAiACIBo2AqACIAJCADcCxAIgAiAxNgLAAiACICgoAgA2ArwCIAJBoAJqEJOAgIAACyAsIApqISsgJygCACE3QQAhFAJAIDZBIEgNACA3QTBqIRcgMUECdCESIDBB8ABqIQhBACEvQSAhCQNAIAkhFCACQaACakEAQYABEJSAgIAAGgJAAkAgGEEBTg0A/QwAAAAAAAAAAAAAAAAAAAAAIjghOiA4ITUgOCE/DAELIAghCSA+IQr9DAAAAAAAAAAAAAAAAAAAAAAiOSFAIDkhQSA5IUIgOSE4IDkhOiA5ITUgOSE/A0AgOSAJ/QAEAP3kASE5IEAgCUFwav0ABAD95AEhQCBBIAlBYGr9AAQA/eQBIUEgQiAJQVBq/QAEAP3kASFCIDggCUFAav0ABAD95AEhOCA6IAlBsH9q/QAEAP3kASE6IDUgCUGgf2r9AAQA/eQBITUgPyAJQZB/av0ABAD95AEhPyAKQQFqIhogCkkhFiAJIBJqIQkgGiEKIBZFDQALIAIgOf0LBJADIAIgQP0LBIADIAIgQf0LBPACIAIgQv0LBOACIAIgOP0LBNACIAIgOv0LBMACIAIgNf0LBLACIAIgP/0LBKACCyA3IC9BAnRqIgkgPyAJ/QAEAP3kAf0LBAAgCSA1IAn9AAQQ/eQB/QsEECAJIDogCf0ABCD95AH9CwQgQQAhCQJAA0AgFyAJaiIKIDggCv0ABAD95AH9CwQAIAlBwABGDQEgBiAJav0ABAAhOCAJQRBqIQkMAAsLIBdBgAFqIRcgCEGAAWohCCAUIS8gFEEgaiIJIDZMDQALC0EAICsgDBshCAJAIBQgNk4NACAxQQJ0IRcgMCAUQQJ0aiESA0ACQAJAIBhBAU4NAP0MAAAAAAAAAAAAAAAAAAAAACE4DAEL/QwAAAAAAAAAAAAAAAAAAAAAITggEiEJID4hCgNAIDggCf0ABAD95AEhOCAKQQFqIhogCkkhFiAJIBdqIQkgGiEKIBZFDQALCyA3IBRBAnRqIgkgOCAJ/QAEAP3kAf0LBAAgEkEQaiESIBRBBGoiFCA2SA0ACwsCQCAIRQ0AIAIgGDYCoAIgAkIANwLEAiACIAg2ArwCIAJBACkDoIaCgAA3AqQCIAIgKigCADYCrAIgAkEAKAK0hoKAADYCsAIgAiAuKAIINgK0AiACQQAoArCGgoAAIgk2AsACIAIgCTYCuAIgAkGgAmoQkYCAgAALICQgJWshJCAjICVqIiMgIkgNAAsLIBwgAigCOCgCAGoiHEEESA0ACwsgAkEoahCEgICAAAJAIAwNAAJAIAIoAjwiCqwgAigCKCIJNAIAIhN+IAIoAjg0AgAiFX+nIiogCkEBaqwgE34gFX+nTg0AIBAgDyAOQQJGIgobISwgECARIAobIS0gKkECdEEEaiEuIBtBBGohIiAbQRRqITMDQCACKAI0KAIMIiUgCSgCBEECaiIjICoiKUEBaiIqbCAJKAI4IiRsQQJ0aiEwQQAhGSAFISsDQAJAAkACQAJAICogGWsiCUEASA0AIAlBACgCjIaCgAAiCkgNAkEALQDYhoKAAEUNA0EAIAprIQoMAQtBAC0A2IaCgABFDQJBACgCjIaCgAAhCgsgCiAJaiEJC0EAKALoiIKAACIKIAlBAWoiGkECdGooAgAgCiAJQQJ0aigCACIJayI+RQ0AQQAoAvCIgoAAIAlBAnRqIR0gAigCKCgCBEECaiAabCExQQAoAviIgoAAQQAoArCGgoAAIhQgCWxBAnRqIRICQAJAIAIoAkAiCUEDSg0AAkAgCUEDRg0AAkAgCUEBSg0AQQAoAsSGgoAAIQoCQCAJQQFGDQAgPkEBSA0FQQAhCANAAkAgCkEBSA0AIDAgHSAIQQJ0aigCACAxayAKbEECdGohGEEAIRcDQCAYIBdBAnQiCWoiFP0ABAAhOAJAIBlBAUcNACACKAJEIhpBAUgNACASIAlqIRYgBCEJA0AgOCAWIAkoAgAgCmxBAnRq/QAEAP3kASE4IAlBBGohCSAaQX9qIhoNAAsLIBQgOP0LBAAgF0EEaiIXIApIDQALQQAoArCGgoAAIRQLIBIgFEECdGohEiAIQQFqIgggPkcNAAwGCwtBACEJIAJBoAJqIRoDQCAaICsgCWr9CQIA/QwAAAAAAAAAAAAAAAAAAAAA/eQBIDj9DQABAgMAAQIDAAECAwABAgP9CwQAIBpBEGohGiAJQQRqIglBDEcNAAwECwtBACEJQQAoAsSGgoAAIRpBASEXA0AgKyAJQSRsaiEWIAJBoAJqIAlBMGxqIQlBACEKA0AgCSAWIApq/QkCAP0MAAAAAAAAAAAAAAAAAAAAAP3kASA4/Q0AAQIDAAECAwABAgMAAQID/QsEACAJQRBqIQkgCkEEaiIKQQxHDQALQQEhCSAXQQFxIQpBACEXIAoNAAsgPkEBSA0DQQAhL0EAIBprISYgAv0ABPACITUgAv0ABMACIT8gAv0ABOACIUAgAv0ABLACIUEgAv0ABNACIUIgAv0ABKACITsDQAJAIBpBAUgNACAwIB0gL0ECdGooAgAgMWsgGmxBAnRqIgggGkECdGohNiAIICZBAnRqITdBACEUA0AgNyAUQQJ0IhdqIgkgCf0ABAAgOyASIAIoAkggGmxBAnRqIBdq/QAEACI5/eYB/eQBIEIgEiACKAJMIBpsQQJ0aiAXav0ABAAiOv3mAf3kAf0LBAAgCCAXaiIY/QAEACBBIDn95gH95AEgQCA6/eYB/eQBITgCQCAZQQFHDQAgAigCRCIKQQFIDQAgEiAXaiEWIAQhCQNAIDggFiAJKAIAIBpsQQJ0av0ABAD95AEhOCAJQQRqIQkgCkF/aiIKDQALCyAYIDj9CwQAIDYgF2oiCSAJ/QAEACA/IDn95gH95AEgNSA6/eYB/eQB/QsEACAUQQRqIhQgGkgNAAtBACgCsIaCgAAhFAsgEiAUQQJ0aiESIC9BAWoiLyA+Rw0ADAQLC0EAIRhBACgCxIaCgAAhGiACQaACaiEXICshFgNAIBchCUEAIQoDQCAJIBYgCmr9CQIA/QwAAAAAAAAAAAAAAAAAAAAA/eQBIDj9DQABAgMAAQIDAAECAwABAgP9CwQAIAlBEGohCSAKQQRqIgpBDEcNAAsgFkEkaiEWIBdBMGohFyAYQQFqIhhBA0cNAAsgPkEBSA0CQQAhL0EAIBprISYgAv0ABKADIT8gAv0ABPACIUAgAv0ABMACIUEgAv0ABJADIUIgAv0ABOACITsgAv0ABLACITwgAv0ABIADIT0gAv0ABNACIUMgAv0ABKACIUQDQAJAIBpBAUgNACAwIB0gL0ECdGooAgAgMWsgGmxBAnRqIgggGkECdGohNiAIICZBAnRqITdBACEUA0AgNyAUQQJ0IhdqIgkgCf0ABAAgRCASIAIoAkggGmxBAnRqIBdq/QAEACI5/eYB/eQBIEMgEiACKAJMIBpsQQJ0aiAXav0ABAAiOv3mAf3kASA9IBIgAigCUCAabEECdGogF2r9AAQAIjX95gH95AH9CwQAIAggF2oiGP0ABAAgPCA5/eYB/eQBIDsgOv3mAf3kASBCIDX95gH95AEhOAJAIBlBAUcNACACKAJEIgpBAUgNACASIBdqIRYgBCEJA0AgOCAWIAkoAgAgGmxBAnRq/QAEAP3kASE4IAlBBGohCSAKQX9qIgoNAAsLIBggOP0LBAAgNiAXaiIJIAn9AAQAIEEgOf3mAf3kASBAIDr95gH95AEgPyA1/eYB/eQB/QsEACAUQQRqIhQgGkgNAAtBACgCsIaCgAAhFAsgEiAUQQJ0aiESIC9BAWoiLyA+Rw0ADAMLC0EAIRhBACgCxIaCgAAhGiACQaACaiEXICshFgNAIBchCUEAIQoDQCAJIBYgCmr9CQIA/QwAAAAAAAAAAAAAAAAAAAAA/eQBIDj9DQABAgMAAQIDAAECAwABAgP9CwQAIAlBEGohCSAKQQRqIgpBDEcNAAsgFkEkaiEWIBdBMGohFyAYQQFqIhhBBEcNAAsgPkEBSA0BQQAhL0EAIBprISYgAv0ABNADIUAgAv0ABKADIUEgAv0ABPACIUIgAv0ABMACITsgAv0ABMADITwgAv0ABJADIT0gAv0ABOACIUMgAv0ABLACIUQgAv0ABLADIUUgAv0ABIADIUYgAv0ABNACIUcgAv0ABKACIUgDQAJAIBpBAUgNACAwIB0gL0ECdGooAgAgMWsgGmxBAnRqIgggGkECdGohNiAIICZBAnRqITdBACEUA0AgNyAUQQJ0IhdqIgkgCf0ABAAgSCASIAIoAkggGmxBAnRqIBdq/QAEACI5/eYB/eQBIEcgEiACKAJMIBpsQQJ0aiAXav0ABAAiOv3mAf3kASBGIBIgAigCUCAabEECdGogF2r9AAQAIjX95gH95AEgRSASIAIoAlQgGmxBAnRqIBdq/QAEACI//eYB/eQB/QsEACAIIBdqIhj9AAQAIEQgOf3mAf3kASBDIDr95gH95AEgPSA1/eYB/eQBIDwgP/3mAf3kASE4AkAgGUEBRw0AIAIoAkQiCkEBSA0AIBIgF2ohFiAEIQkDQCA4IBYgCSgCACAabEECdGr9AAQA/eQBITggCUEEaiEJIApBf2oiCg0ACwsgGCA4/QsEACA2IBdqIgkgCf0ABAAgOyA5/eYB/eQBIEIgOv3mAf3kASBBIDX95gH95AEgQCA//eYB/eQB/QsEACAUQQRqIhQgGkgNAAtBACgCsIaCgAAhFAsgEiAUQQJ0aiESIC9BAWoiLyA+Rw0ADAILCyA+QQFIDQBBACEvQQAgCmshJiAC/QAEwAIhOiAC/QAEsAIhNSAC/QAEoAIhPwNAAkAgCkEBSA0AIDAgHSAvQQJ0aigCACAxayAKbEECdGoiCCAKQQJ0aiE2IAggJkECdGohN0EAIRQDQCA3IBRBAnQiF2oiCSAJ/QAEACASIAIoAkggCmxBAnRqIBdq/QAEACI5ID/95gH95AH9CwQAIAggF2oiGP0ABAAgOSA1/eYB/eQBITgCQCAZQQFHDQAgAigCRCIaQQFIDQAgEiAXaiEWIAQhCQNAIDggFiAJKAIAIApsQQJ0av0ABAD95AEhOCAJQQRqIQkgGkF/aiIaDQALCyAYIDj9CwQAIDYgF2oiCSAJ/QAEACA5IDr95gH95AH9CwQAIBRBBGoiFCAKSA0AC0EAKAKwhoKAACEUCyASIBRBAnRqIRIgL0EBaiIvID5HDQALCyArQQxqISsgGUEBaiIZQQNHDQALAkBBACgCxIaCgAAiCUEBSA0AQQAoApCGgoAAIgogCWxBAnQhEiAJQQJ0IhQgCkEBamwhFiAlICQgLmwgI2xqIQpBACEaA0ACQEEALQDYhoKAAEUNACAKIBJqIhcgF/0ABAAgCv0ABAD95AH9CwQAIAogFGoiFyAX/QAEACAKIBZq/QAEAP3kAf0LBAALIAr9DAAAAAAAAAAAAAAAAAAAAAAiOP0LBAAgCiAWaiA4/QsEACAKQRBqIQogGkEEaiIaIAlIDQALQQAoAsSGgoAAIQkLIAsoAgAhCiACKAIoKAI8IRpBjIaCgAAgIigCACApQQAoAuCIgoAAQQAoAuSIgoAAQQAoAsiGgoAAIAIoAjxsQQN0aiIXEJWAgIAAAkBBACgCyIaCgABBAUgNACAsIBogKWxBA3QiGmohEiAKIBpqIRQgAigCNCgCDCACKAIoIgooAgRBAmogKmxBAWogCigCOGxBAnRqIRpBACEWA0ACQCASIBZBA3QiCmopAwAgFyAKaikDAIQgFCAKaikDAEJ/hYMiE1ANACAWQQZ0IQoDQCAaIAogE3qnciAJbEECdGpBACACKAIoKAI4QQJ0EJSAgIAAGiATQn98IBODIhNQRQ0ACwsgFkEBaiIWQQAoAsiGgoAASA0ACwsCQCAAQQJIDQAgAkEoakGMhoKAACANIC0gKSAzKAIAEJaAgIAACyAuQQRqIS4gKiACKAI8QQFqrCACKAIoIgk0AgB+IAIoAjg0AgB/p0gNAAsLIAJBKGoQhICAgAALIA0hACANIAFKDQALCyACQeADaiSAgICAAAtyAQF/AkACQCACQRBPDQAgACEDDAELIAAhAwNAIAMgAf0AAAD9CwAAIAFBEGohASADQRBqIQMgAkFwaiICQQ9LDQALCwJAIAJFDQADQCADIAEtAAA6AAAgA0EBaiEDIAFBAWohASACQX9qIgINAAsLIAALkgEBA38CQAJAIAAoAhAiASgCAEEBRg0AIAEoAoABIQIgACgCECIBIAEoAkBBAWoiATYCQCABIAAoAhAiAygCAEYNASADKAKAASACRw0AQQAhAQNAIAEgACgCECgCBBGAgICAAAAgAUEBaiEBIAAoAhAoAoABIAJGDQALCw8LIANBADYCQCAAKAIQIAJBAWo2AoABC6IBAgJ/AX4CQCAAKAI8IgRBAUgNACACIAQgA2xBA3RqIQIgACgCBEECaiADQQFqbEEBaiEFIAEoAjggASgCMCADQQJ0aigCAEECdGohA0EAIQEDQAJAIAIgAUEDdGopAwAiBlANACAFIAFBBnRqIQADQCADIAAgBnqnajYCACADQQRqIQMgBkJ/fCAGgyIGUEUNAAsLIAFBAWoiASAERw0ACwsLpQIBBX8CQCAAKAIAIgItAExFDQAgACgCDCgCCCIDIAIoAgQiBEECaiABQQFqIgVsIgYgAigCOCICbEECdGogAyAGIARqIAJsQQJ0aiACQQJ0EIOAgIAAGiAAKAIMKAIIIgMgACgCACIEKAI4IgIgBCgCBCIEQQJqIAVsQQFqIgYgBGpsQQJ0aiADIAYgAmxBAnRqIAJBAnQQg4CAgAAaIAAoAgAiAigCOCACKAIEQQJqbCIEQQJ0IQMCQCABDQAgACgCDCgCCCIGIAQgAigCAEEBamxBAnRqIAYgA2ogAxCDgICAABogACgCACECCyACKAIAQX9qIAFHDQAgACgCDCgCCCIAIAAgAigCBEECaiAFbCACKAI4bEECdGogAxCDgICAABoLC78iDAp/AXsBfwJ7An8SewF/CXsBfwZ7AX8IeyOAgICAAEGABWsiBiSAgICAAAJAAkACQCABKAIAIgdBA0oNAAJAIAdBA0YNAEEBIQgCQCAHQQFKDQAgACgCOCEJAkAgB0EBRg0AIARBAUgNBSABQRhqIQpBACELIAlBAUghDANAAkAgDA0AIAIgAyALQQJ0aigCACAJbEECdGohDSABKAIEIQ5BACEPA0ACQCAOQQFIDQAgDSAPQQJ0Igdq/QAEACEQIAUgB2ohCEEAIREgCiEHA0AgCCAHKAIAIAlsQQJ0aiAQ/QsEACAHQQRqIQcgEUEBaiIRIAEoAgQiDkgNAAsLIA9BBGoiDyAJSA0ACwsgBSAAKAIkQQJ0aiEFIAtBAWoiCyAERw0ADAYLCyABQSxqIQ4gACgCBCEIQQAhByAGQcAAaiERA0AgESAOIAdq/QkCAP0MAAAAAAAAAAAAAAAAAAAAACIS/eQBIBD9DQABAgMAAQIDAAECAwABAgP9CwQAIBFBEGohESAHQQRqIgdBJEcNAAwECwsgAUEsaiEPIAAoAgQhDSAAKAI4IRFBACEHA0AgDyAHQSRsaiEOIAZBwABqIAdBkAFsaiEHQQAhCQNAIAcgDiAJav0JAgD9DAAAAAAAAAAAAAAAAAAAAAAiE/3kASAQ/Q0AAQIDAAECAwABAgMAAQID/QsEACAHQRBqIQcgCUEEaiIJQSRHDQALQQEhByAIQQFxIQlBACEIIAkNAAsgBEEBSA0DIAFBGGohFEEAIRUgBkGQAmr9AAQAIRYgBkHQAmr9AAQAIRcgBkHAAmr9AAQAIRggBkGwAmr9AAQAIRkgBkGgAmr9AAQAIRogBkGAAmr9AAQAIRsgBkHwAWr9AAQAIRwgBkHgAWr9AAQAIR0gBv0ABIABIR4gBv0ABMABIR8gBv0ABLABISAgBv0ABKABISEgBv0ABJABISIgBv0ABHAhIyAG/QAEYCEkIAb9AARQISUgBv0ABNABISYgBv0ABEAhJyARQQFIIShBACANQQJqIBFsIgxrQQJ0IQpBACARa0ECdCENA0ACQCAoDQAgAiADIBVBAnRqKAIAIBFsQQJ0aiELQQAhDwNAIAsgD0ECdCIIaiIHIApqIgkgDWr9AAQAIhIgJ/3mASAT/eQBIAn9AAQAIikgJf3mAf3kASAHIBFBAnQiDmoiCSAKav0ABAAiKiAk/eYB/eQBIAcgDWr9AAQAIisgI/3mAf3kASAJ/QAEACIsICL95gH95AEgByAMQQJ0aiIJIA1q/QAEACItICH95gH95AEgCf0ABAAiLiAg/eYB/eQBIAkgDmr9AAQAIi8gH/3mAf3kASAH/QAEACIQIB795gH9DAAAAIAAAACAAAAAgAAAAIAiMCABLQC8ASIHG/3kASExIBIgJv3mASAT/eQBICkgHf3mAf3kASAqIBz95gH95AEgKyAb/eYB/eQBICwgGv3mAf3kASAtIBn95gH95AEgLiAY/eYB/eQBIC8gF/3mAf3kASAQIBb95gEgMCAHG/3kASESAkAgASgCBEEBSA0AIAUgCGohDkEAIQkgFCEHA0AgDiAHKAIAIBFsQQJ0aiAQ/QsEACAHQQRqIQcgCUEBaiIJIAEoAgRIDQALCyAFIAEoAgggEWxBAnRqIAhqIDH9CwQAIAUgASgCDCARbEECdGogCGogEv0LBAAgD0EEaiIPIBFIDQALCyAFIAAoAiRBAnRqIQUgFUEBaiIVIARHDQAMBAsLIAFBLGohDiAAKAIEIQ0gACgCOCERQQAhDyAGQcAAaiEIA0AgCCEHQQAhCQNAIAcgDiAJav0JAgD9DAAAAAAAAAAAAAAAAAAAAAAiEv3kASAQ/Q0AAQIDAAECAwABAgMAAQID/QsEACAHQRBqIQcgCUEEaiIJQSRHDQALIA5BJGohDiAIQZABaiEIIA9BAWoiD0EDRw0ACyAEQQFIDQIgAUEYaiEVQQAhMiAGQZACaiEIIAZBIGohKCAGQeADav0ABAAhMSAGQdACav0ABAAhFiAGQdADav0ABAAhFyAGQcACav0ABAAhGCAGQcADav0ABAAhGSAGQbACav0ABAAhGiAGQbADav0ABAAhGyAGQaACav0ABAAhHCAGQZADav0ABAAhHSAGQYACav0ABAAhHiAGQYADav0ABAAhHyAGQfABav0ABAAhICAGQfACav0ABAAhISAGQeABav0ABAAhIiAGQcAAakGQAWr9AAQAISMgBv0ABIABITMgBv0ABMABISQgBv0ABLABISUgBv0ABKABISYgBv0ABJABIScgBv0ABHAhNCAG/QAEYCE1IAb9AARQITYgBv0ABOACITcgBv0ABEAhOCARQQFIITlBACANQQJqIBFsIhRrQQJ0IQtBACARa0ECdCEKA0ACQCA5DQAgAiADIDJBAnRqKAIAIBFsQQJ0aiEMQQAhDQNAIAwgDUECdCIPaiIH/QAEACEQIAYgByALaiIJIApq/QAEACIpIDf95gEgEv3kASAJ/QAEACIqICH95gH95AEgByARQQJ0IglqIg4gC2r9AAQAIisgH/3mAf3kASAHIApq/QAEACIsIB395gH95AEgDv0ABAAiLSAb/eYB/eQBIAcgFEECdGoiByAKav0ABAAiLiAZ/eYB/eQBIAf9AAQAIi8gF/3mAf3kASAHIAlq/QAEACIwIDH95gH95AH9CwQgIAYgKSAj/eYBIBL95AEgKiAi/eYB/eQBICsgIP3mAf3kASAsIB795gH95AEgLSAc/eYB/eQBIC4gGv3mAf3kASAvIBj95gH95AEgMCAW/eYB/eQBIhP9CwQQICkgOP3mASAS/eQBICogNv3mAf3kASArIDX95gH95AEgLCA0/eYB/eQBIC0gJ/3mAf3kASAuICb95gH95AEgLyAl/eYB/eQBIDAgJP3mAf3kASEpAkAgAS0AvAFFDQAgBiApIBAgM/3mAf3kASIp/QsEAEEAIQcgKCEJA0AgCUFwaiATIBAgCCAHav0ABAD95gH95AH9CwQAIAdBkAFGDQEgB0GQAWohByAJ/QAEACETIAlBEGohCQwACwsCQCABKAIEQQFIDQAgBSAPaiEOQQAhCSAVIQcDQCAOIAcoAgAgEWxBAnRqIBD9CwQAIAdBBGohByAJQQFqIgkgASgCBEgNAAsLIAUgASgCCCARbEECdGogD2ogKf0LBAAgBSABKAIMIBFsQQJ0aiAPaiAG/QAEEP0LBAAgBSABKAIQIBFsQQJ0aiAPaiAG/QAEIP0LBAAgDUEEaiINIBFIDQALCyAFIAAoAiRBAnRqIQUgMkEBaiIyIARHDQAMAwsLIAFBLGohDiAAKAIEIQ0gACgCOCERQQAhDyAGQcAAaiEIA0AgCCEHQQAhCQNAIAcgDiAJav0JAgD9DAAAAAAAAAAAAAAAAAAAAAAiEv3kASAQ/Q0AAQIDAAECAwABAgMAAQID/QsEACAHQRBqIQcgCUEEaiIJQSRHDQALIA5BJGohDiAIQZABaiEIIA9BAWoiD0EERw0ACyAEQQFIDQEgAUEYaiEUQQAhKCAGQSBqIRUgBkHwBGr9AAQAITEgBkHgA2r9AAQAIRYgBkHQAmr9AAQAIRcgBkHgBGr9AAQAIRggBkHQA2r9AAQAIRkgBkHAAmr9AAQAIRogBkHQBGr9AAQAIRsgBkHAA2r9AAQAIRwgBkGwAmr9AAQAIR0gBkHABGr9AAQAIR4gBkGwA2r9AAQAIR8gBkGgAmr9AAQAISAgBkGgBGr9AAQAISEgBkGQA2r9AAQAISIgBkGAAmr9AAQAISMgBkGQBGr9AAQAISQgBkGAA2r9AAQAISUgBkHwAWr9AAQAISYgBkGABGr9AAQAIScgBkHwAmr9AAQAITQgBkHgAWr9AAQAITUgBv0ABIABITogBv0ABMABITYgBv0ABLABITcgBv0ABKABITggBv0ABJABITMgBv0ABHAhOyAG/QAEYCE8IAb9AARQIT0gBv0ABPADIT4gBv0ABOACIT8gBv0ABNABIUAgBv0ABEAhQSARQQFIITJBACANQQJqIBFsIgxrQQJ0IQpBACARa0ECdCENA0ACQCAyDQAgAiADIChBAnRqKAIAIBFsQQJ0aiELQQAhDwNAIAsgD0ECdCIIaiIH/QAEACEQIAYgByAKaiIJIA1q/QAEACIpID795gEgEv3kASAJ/QAEACIqICf95gH95AEgByARQQJ0IglqIg4gCmr9AAQAIisgJP3mAf3kASAHIA1q/QAEACIsICH95gH95AEgDv0ABAAiLSAe/eYB/eQBIAcgDEECdGoiByANav0ABAAiLiAb/eYB/eQBIAf9AAQAIi8gGP3mAf3kASAHIAlq/QAEACIwIDH95gH95AH9CwQwIAYgKSA//eYBIBL95AEgKiA0/eYB/eQBICsgJf3mAf3kASAsICL95gH95AEgLSAf/eYB/eQBIC4gHP3mAf3kASAvIBn95gH95AEgMCAW/eYB/eQB/QsEICAGICkgQP3mASAS/eQBICogNf3mAf3kASArICb95gH95AEgLCAj/eYB/eQBIC0gIP3mAf3kASAuIB395gH95AEgLyAa/eYB/eQBIDAgF/3mAf3kASIT/QsEECApIEH95gEgEv3kASAqID395gH95AEgKyA8/eYB/eQBICwgO/3mAf3kASAtIDP95gH95AEgLiA4/eYB/eQBIC8gN/3mAf3kASAwIDb95gH95AEhKQJAIAEtALwBRQ0AIAYgKSAQIDr95gH95AEiKf0LBABB0AEhByAVIQkDQCAJQXBqIBMgECAGQcAAaiAHav0ABAD95gH95AH9CwQAIAdB8ANGDQEgB0GQAWohByAJ/QAEACETIAlBEGohCQwACwsCQCABKAIEQQFIDQAgBSAIaiEOQQAhCSAUIQcDQCAOIAcoAgAgEWxBAnRqIBD9CwQAIAdBBGohByAJQQFqIgkgASgCBEgNAAsLIAUgASgCCCARbEECdGogCGogKf0LBAAgBSABKAIMIBFsQQJ0aiAIaiAG/QAEEP0LBAAgBSABKAIQIBFsQQJ0aiAIaiAG/QAEIP0LBAAgBSABKAIUIBFsQQJ0aiAIaiAG/QAEMP0LBAAgD0EEaiIPIBFIDQALCyAFIAAoAiRBAnRqIQUgKEEBaiIoIARHDQAMAgsLIARBAUgNACABQRhqIRQgBv0ABMABISkgBv0ABLABISogBv0ABKABISsgBv0ABJABISwgBv0ABHAhLSAG/QAEYCEuIAb9AARQIS8gBv0ABEAhMCAG/QAEgAEhMSAJQQFIIShBACAIQQJqIAlsIgxrQQJ0IQpBACAJa0ECdCEPQQAhFQNAAkAgKA0AIAIgAyAVQQJ0aigCACAJbEECdGohC0EAIQgDQCALIAhBAnQiDWoiByAKaiIRIA9q/QAEACAw/eYBIBL95AEgEf0ABAAgL/3mAf3kASAHIAlBAnQiDmoiESAKav0ABAAgLv3mAf3kASAHIA9q/QAEACAt/eYB/eQBIBH9AAQAICz95gH95AEgByAMQQJ0aiIRIA9q/QAEACAr/eYB/eQBIBH9AAQAICr95gH95AEgESAOav0ABAAgKf3mAf3kASAH/QAEACIQIDH95gH9DAAAAIAAAACAAAAAgAAAAIAgAS0AvAEb/eQBIRMCQCABKAIEQQBMDQAgBSANaiEOQQAhESAUIQcDQCAOIAcoAgAgCWxBAnRqIBD9CwQAIAdBBGohByARQQFqIhEgASgCBEgNAAsLIAUgASgCCCAJbEECdGogDWogE/0LBAAgCEEEaiIIIAlIDQALCyAFIAAoAiRBAnRqIQUgFUEBaiIVIARHDQALCyAGQYAFaiSAgICAAAv4DAINfwR7I4CAgIAAQTBrIgYkgICAgAACQCAAKAIQQQJIDQAgAkHAAWohByAAQSRqIQhBASEJQQAhCgNAIAohCyADIAkiCkECdCIJaiIMKAIAIQ0CQAJAIAAoAkQNACAGIAQ2AgAgBiANNgIcIAZBADYCKCAGIABBFGoiDCALQQJ0IglqKAIANgIIIAYgAyAJaigCADYCDCAGIAggCWooAgA2AhAgBiABIAtBFGxqIg4oAgA2AhQgBiAMIAlBBGoiD2ooAgAiCTYCBCAGIAggD2ooAgAiDDYCICAGIAw2AhggBiAOQQRqIAcgCxsoAgA2AiQgCUEESA0BIAlBAnYhD0EAIQwDQAJAIA9BAUcNAEEAIQ4CQCAEQQRIDQBBACELA0AgBiALIAwQs4CAgAAgC0EIaiEJIAtBBGoiDiELIAkgBEwNAAsLAkACQAJAIA5Bf3MgBGoOAwIBAAYLIAYgDiAMELSAgIAADAULIAYgDiAMELWAgIAADAQLIAYgDiAMELaAgIAADAMLQQAhDgJAIARBBEgNAEEAIQsDQCAGIAsgDBC3gICAACALQQhqIQkgC0EEaiIOIQsgCSAETA0ACwsCQAJAAkACQCAOQX9zIARqDgMCAQADCyAGIA4gDBC4gICAAAwCCyAGIA4gDBC5gICAAAwBCyAGIA4gDBC6gICAAAsgDEEIaiEMIA9BfmoiDw0ADAILCyAAIAEgAiADIAsgBCANEImAgIAAIAAoAkQhC0EAIQ8CQCAFRQ0AIAxBDGooAgAhDwsgACAJaiIJQRRqKAIAIQwgCUEkaigCACEJAkACQCALQX9qDgIAAQILIARBAUgNASAJQQJ0IRBBACERIA8hEgNAAkAgDEEBSA0AQQAhDiANIQsgEiEJA0AgCyAL/QAEACIT/QwAAACAAAAAgAAAAIAAAACA/U79DNsPyT/bD8k/2w/JP9sPyT/9DAAAAAAAAAAAAAAAAAAAAAAgE/0M////f////3////9/////f/1OIhT9DAAAgD8AAIA/AACAPwAAgD8iFf1EIhb9Uv0MAACAvwAAgL8AAIC/AACAvyAUIBb9UiAUIBUgFv1S/ecBIhYgFiAWIBb95gEiFP3mASAUIBQgFCAUIBQgFCAU/QwIaT87CGk/OwhpPzsIaT87/eYB/QwCFoa8AhaGvAIWhrwCFoa8/eQB/eYB/Qzn/jA95/4wPef+MD3n/jA9/eQB/eYB/QxYq5q9WKuavVirmr1Yq5q9/eQB/eYB/QyUcNo9lHDaPZRw2j2UcNo9/eQB/eYB/QxuhRG+boURvm6FEb5uhRG+/eQB/eYB/Qx6vEw+erxMPnq8TD56vEw+/eQB/eYB/Qxuqqq+bqqqvm6qqr5uqqq+/eQB/eYB/eQB/eQB/VD9CwQAAkAgD0UNACAJIBUgEyAT/eYBIBX95AH95wH9CwQACyALQRBqIQsgCUEQaiEJIA5BBGoiDiAMSA0ACwsgDSAQaiENIBIgEGohEiARQQFqIhEgBEcNAAwCCwsgBEEBSA0AIAlBAnQhEEEAIREgDyESA0ACQCAMQQFIDQBBACEOIA0hCyASIQkDQCALIAv9AAQAIhT9DAAAAIAAAACAAAAAgAAAAID9TiAU/Qz///9/////f////3////9//U79DOxREEHsURBB7FEQQexREEH96AEiFCAUIBT95gEiFCAUIBQgFCAU/QwfuFetH7hXrR+4V60fuFet/eYB/QwMvAMzDLwDMwy8AzMMvAMz/eQB/eYB/QyuROs3rkTrN65E6zeuROs3/eQB/eYB/QxCpX07QqV9O0KlfTtCpX07/eQB/eYB/QxOGQw+ThkMPk4ZDD5OGQw+/eQB/eYB/QwAAIA/AACAPwAAgD8AAIA/Ihb95AH95gEgFCAUIBQgFP0MoSOtNaEjrTWhI601oSOtNf3mAf0M5a3OOeWtzjnlrc455a3OOf3kAf3mAf0MIELfPCBC3zwgQt88IELfPP3kAf3mAf0MUrfwPlK38D5St/A+UrfwPv3kAf3mASAW/eQB/ecBIBb96AEiFP1Q/QsEAAJAIA9FDQAgCSAWIBQgFP3mAf3lAf0LBAALIAtBEGohCyAJQRBqIQkgDkEEaiIOIAxIDQALCyANIBBqIQ0gEiAQaiESIBFBAWoiESAERw0ACwsgCkEBaiIJIAAoAhBIDQALCyAGQTBqJICAgIAAC+cDAQN/I4CAgIAAQTBrIgckgICAgAAgByAFNgIAIAcgBjYCHEEAIQggB0EANgIoIAcgAEEUaiIJIARBAnQiBmooAgA2AgggByADIAZqKAIANgIMIAcgAEEkaiIAIAZqKAIANgIQIAcgASAEQRRsaiIBKAIANgIUIAcgCSAGQQRqIgNqKAIAIgY2AgQgByAAIANqKAIAIgA2AiAgByAANgIYIAcgAUEEaiACQcABaiAEGygCADYCJAJAIAZBBEgNACAGQQJ2IQIDQAJAIAJBAUcNAEEAIQACQCAFQQRIDQBBACEEA0AgByAEIAgQu4CAgAAgBEEIaiEGIARBBGoiACEEIAYgBUwNAAsLAkACQAJAIABBf3MgBWoOAwIBAAULIAcgACAIELyAgIAADAQLIAcgACAIEL2AgIAADAMLIAcgACAIEL6AgIAADAILQQAhAAJAIAVBBEgNAEEAIQQDQCAHIAQgCBC/gICAACAEQQhqIQYgBEEEaiIAIQQgBiAHKAIAIgVMDQALCwJAAkACQAJAIABBf3MgBWoOAwIBAAMLIAcgACAIEMCAgIAADAILIAcgACAIEMGAgIAADAELIAcgACAIEMKAgIAACyAIQQhqIQggAkF+aiICDQALCyAHQTBqJICAgIAAC+EDBAN/BXsHfwF7IAAoAhwgACgCICABbEECdCIDaiACQQJ0IgRqIQX9DAAAAAAAAAAAAAAAAAAAAAAiBiEHIAYhCCAGIQkgBiEKAkAgACgCCCICQQFIDQAgAkEBaiELIAAoAhhBAnQhDCAAKAIUIARqIQIgACgCDCINIAAoAhAiDiABbEECdGohDyANIA4gAUECdCIQQQRqbGohASANIA4gEEEIamxqIREgDSAOIBBBDGpsaiEN/QwAAAAAAAAAAAAAAAAAAAAAIgchCCAHIQkgByEKA0AgByAC/QAEACISIA39CQIA/eYB/eQBIQcgCCASIBH9CQIA/eYB/eQBIQggCSASIAH9CQIA/eYB/eQBIQkgCiASIA/9CQIA/eYB/eQBIQogAiAMaiECIAFBBGohASARQQRqIREgDUEEaiENIA9BBGohDyALQX9qIgtBAUsNAAsLIAUgCiAGIAAoAiggA2ogBGoiAv0ABAAgBv1E/VL9CwQAIAUgACgCIEECdCIPaiAJIAYgAiAPav0ABAAgBv1E/VL9CwQAIAUgACgCIEEDdCIPaiAIIAYgAiAPav0ABAAgBv1E/VL9CwQAIAUgACgCIEEMbCIPaiAHIAYgAiAPav0ABAAgBv1E/VL9CwQAC7sCBAN/A3sFfwF7IAAoAhwgACgCICABbEECdCIDaiACQQJ0IgRqIQX9DAAAAAAAAAAAAAAAAAAAAAAiBiEHIAYhCAJAIAAoAggiAkEBSA0AIAJBAWohCSAAKAIYQQJ0IQogACgCFCAEaiECIAAoAgwiCyAAKAIQIgwgAWxBAnRqIQ0gCyAMIAFBAnRBBGpsaiEB/QwAAAAAAAAAAAAAAAAAAAAAIgchCANAIAcgAv0ABAAiDiAB/QkCAP3mAf3kASEHIAggDiAN/QkCAP3mAf3kASEIIAIgCmohAiABQQRqIQEgDUEEaiENIAlBf2oiCUEBSw0ACwsgBSAIIAYgACgCKCADaiAEaiIC/QAEACAG/UT9Uv0LBAAgBSAAKAIgQQJ0Ig1qIAcgBiACIA1q/QAEACAG/UT9Uv0LBAAL5QEDAn8CewN/IAAoAiAgAWwhAyAAKAIcIQT9DAAAAAAAAAAAAAAAAAAAAAAiBSEGAkAgACgCCCIHQQFIDQAgB0EBaiEIIAAoAhhBAnQhCSAAKAIUIAJBAnRqIQcgACgCDCAAKAIQIAFsQQJ0aiEB/QwAAAAAAAAAAAAAAAAAAAAAIQYDQCAGIAf9AAQAIAH9CQIA/eYB/eQBIQYgByAJaiEHIAFBBGohASAIQX9qIghBAUsNAAsLIAQgA0ECdCIHaiACQQJ0IgFqIAYgBSAAKAIoIAdqIAFq/QAEACAF/UT9Uv0LBAAL1QUEA38Jewd/BXsgACgCHCAAKAIgIAFsQQJ0IgNqIAJBAnQiBGohBf0MAAAAAAAAAAAAAAAAAAAAACIGIQcgBiEIIAYhCSAGIQogBiELIAYhDCAGIQ0gBiEOAkAgACgCCCICQQFIDQAgAkEBaiEPIAAoAhhBAnQhECAAKAIUIARqIQIgACgCDCIRIAAoAhAiEiABbEECdGohEyARIBIgAUECdCIUQQRqbGohASARIBIgFEEIamxqIRUgESASIBRBDGpsaiER/QwAAAAAAAAAAAAAAAAAAAAAIgchCCAHIQkgByEKIAchCyAHIQwgByENIAchDgNAIA0gEf0JAgAiFiAC/QAEACIX/eYB/eQBIQ0gCCAV/QkCACIYIBf95gH95AEhCCAKIAH9CQIAIhkgF/3mAf3kASEKIAwgE/0JAgAiGiAX/eYB/eQBIQwgDiAWIAJBEGr9AAQAIhf95gH95AEhDiAHIBggF/3mAf3kASEHIAkgGSAX/eYB/eQBIQkgCyAaIBf95gH95AEhCyACIBBqIQIgAUEEaiEBIBVBBGohFSARQQRqIREgE0EEaiETIA9Bf2oiD0EBSw0ACwsgBSAMIAYgACgCKCADaiAEaiIC/QAEACAG/UT9Uv0LBAAgBSALIAYgAv0ABBAgBv1E/VL9CwQQIAUgACgCIEECdCITaiAKIAYgAiATav0ABAAgBv1E/VL9CwQAIAUgACgCIEECdEEQaiITaiAJIAYgAiATav0ABAAgBv1E/VL9CwQAIAUgACgCIEEDdCITaiAIIAYgAiATav0ABAAgBv1E/VL9CwQAIAUgACgCIEEDdEEQaiITaiAHIAYgAiATav0ABAAgBv1E/VL9CwQAIAUgACgCIEEMbCITaiANIAYgAiATav0ABAAgBv1E/VL9CwQAIAUgACgCIEEMbEEQaiITaiAOIAYgAiATav0ABAAgBv1E/VL9CwQAC8QEBAN/B3sGfwR7IAAoAhwgACgCICABbEECdCIDaiACQQJ0IgRqIQX9DAAAAAAAAAAAAAAAAAAAAAAiBiEHIAYhCCAGIQkgBiEKIAYhCyAGIQwCQCAAKAIIIgJBAUgNACACQQFqIQ0gACgCGEECdCEOIAAoAhQgBGohAiAAKAIMIg8gACgCECIQIAFsQQJ0aiERIA8gECABQQJ0IhJBBGpsaiEBIA8gECASQQhqbGohD/0MAAAAAAAAAAAAAAAAAAAAACIHIQggByEJIAchCiAHIQsgByEMA0AgCyAP/QkCACITIAL9AAQAIhT95gH95AEhCyAIIAH9CQIAIhUgFP3mAf3kASEIIAogEf0JAgAiFiAU/eYB/eQBIQogDCATIAJBEGr9AAQAIhT95gH95AEhDCAHIBUgFP3mAf3kASEHIAkgFiAU/eYB/eQBIQkgAiAOaiECIAFBBGohASAPQQRqIQ8gEUEEaiERIA1Bf2oiDUEBSw0ACwsgBSAKIAYgACgCKCADaiAEaiIC/QAEACAG/UT9Uv0LBAAgBSAJIAYgAv0ABBAgBv1E/VL9CwQQIAUgACgCIEECdCIRaiAIIAYgAiARav0ABAAgBv1E/VL9CwQAIAUgACgCIEECdEEQaiIRaiAHIAYgAiARav0ABAAgBv1E/VL9CwQAIAUgACgCIEEDdCIRaiALIAYgAiARav0ABAAgBv1E/VL9CwQAIAUgACgCIEEDdEEQaiIRaiAMIAYgAiARav0ABAAgBv1E/VL9CwQAC7EDBAN/BXsFfwN7IAAoAhwgACgCICABbEECdCIDaiACQQJ0IgRqIQX9DAAAAAAAAAAAAAAAAAAAAAAiBiEHIAYhCCAGIQkgBiEKAkAgACgCCCICQQFIDQAgAkEBaiELIAAoAhhBAnQhDCAAKAIUIARqIQIgACgCDCINIAAoAhAiDiABbEECdGohDyANIA4gAUECdEEEamxqIQH9DAAAAAAAAAAAAAAAAAAAAAAiByEIIAchCSAHIQoDQCAJIAH9CQIAIhAgAv0ABAAiEf3mAf3kASEJIAggD/0JAgAiEiAR/eYB/eQBIQggCiAQIAJBEGr9AAQAIhH95gH95AEhCiAHIBIgEf3mAf3kASEHIAIgDGohAiABQQRqIQEgD0EEaiEPIAtBf2oiC0EBSw0ACwsgBSAIIAYgACgCKCADaiAEaiIC/QAEACAG/UT9Uv0LBAAgBSAHIAYgAv0ABBAgBv1E/VL9CwQQIAUgACgCIEECdCIPaiAJIAYgAiAPav0ABAAgBv1E/VL9CwQAIAUgACgCIEECdEEQaiIPaiAKIAYgAiAPav0ABAAgBv1E/VL9CwQAC5UCBAN/A3sCfwF7IAAoAhwgACgCICABbEECdCIDaiACQQJ0IgRqIQX9DAAAAAAAAAAAAAAAAAAAAAAiBiEHIAYhCAJAIAAoAggiAkEBSA0AIAJBAWohCSAAKAIYQQJ0IQogACgCFCAEaiECIAAoAgwgACgCECABbEECdGohAf0MAAAAAAAAAAAAAAAAAAAAACIHIQgDQCAHIAH9CQIAIgsgAv0ABAD95gH95AEhByAIIAsgAkEQav0ABAD95gH95AEhCCACIApqIQIgAUEEaiEBIAlBf2oiCUEBSw0ACwsgBSAHIAYgACgCKCADaiAEaiIC/QAEACAG/UT9Uv0LBAAgBSAIIAYgAv0ABBAgBv1E/VL9CwQQC7wCAQZ/AkAgACgCBCIBQQRIDQAgAUECdiECQQAhAwNAIAAoAgAhBAJAIAJBAUcNAEEAIQUCQCAEQQRIDQBBACEBA0AgACABIAMQy4CAgAAgAUEIaiEGIAFBBGoiBSEBIAYgACgCACIETA0ACwsCQAJAAkAgBUF/cyAEag4DAgEABQsgACAFIAMQzICAgAAPCyAAIAUgAxDNgICAAA8LIAAgBSADEM6AgIAADwtBACEFAkAgBEEESA0AQQAhAQNAIAAgASADEM+AgIAAIAFBCGohBiABQQRqIgUhASAGIAAoAgAiBEwNAAsLAkACQAJAAkAgBUF/cyAEag4DAgEAAwsgACAFIAMQ0ICAgAAMAgsgACAFIAMQ0YCAgAAMAQsgACAFIAMQ0oCAgAALIANBCGohAyACQX5qIgINAAsLC48DBAN/BHsGfwF7IAAoAhwgACgCICABbEECdCIDaiACQQJ0IgRqIQX9DAAAAAAAAAAAAAAAAAAAAAAiBiEHIAYhCCAGIQkCQCAAKAIIIgJBAUgNACACQQFqIQogACgCGEECdCELIAAoAhQgBGohAiAAKAIMIgwgACgCECINIAFsQQJ0aiEOIAwgDSABQQJ0Ig9BBGpsaiEBIAwgDSAPQQhqbGohDP0MAAAAAAAAAAAAAAAAAAAAACIHIQggByEJA0AgByAC/QAEACIQIAz9CQIA/eYB/eQBIQcgCCAQIAH9CQIA/eYB/eQBIQggCSAQIA79CQIA/eYB/eQBIQkgAiALaiECIAFBBGohASAMQQRqIQwgDkEEaiEOIApBf2oiCkEBSw0ACwsgBSAJIAYgACgCKCADaiAEaiIC/QAEACAG/UT9Uv0LBAAgBSAAKAIgQQJ0Ig5qIAggBiACIA5q/QAEACAG/UT9Uv0LBAAgBSAAKAIgQQN0Ig5qIAcgBiACIA5q/QAEACAG/UT9Uv0LBAALvAIBBn8CQCAAKAIEIgFBBEgNACABQQJ2IQJBACEDA0AgACgCACEEAkAgAkEBRw0AQQAhBQJAIARBBEgNAEEAIQEDQCAAIAEgAxDDgICAACABQQhqIQYgAUEEaiIFIQEgBiAAKAIAIgRMDQALCwJAAkACQCAFQX9zIARqDgMCAQAFCyAAIAUgAxDEgICAAA8LIAAgBSADEMWAgIAADwsgACAFIAMQxoCAgAAPC0EAIQUCQCAEQQRIDQBBACEBA0AgACABIAMQx4CAgAAgAUEIaiEGIAFBBGoiBSEBIAYgACgCACIETA0ACwsCQAJAAkACQCAFQX9zIARqDgMCAQADCyAAIAUgAxDIgICAAAwCCyAAIAUgAxDJgICAAAwBCyAAIAUgAxDKgICAAAsgA0EIaiEDIAJBfmoiAg0ACwsLZQIBfwF7AkACQCACQRBPDQAgACEDDAELIAH9DyEEIAAhAwNAIAMgBP0LAAAgA0EQaiEDIAJBcGoiAkEPSw0ACwsCQCACRQ0AA0AgAyABOgAAIANBAWohAyACQX9qIgINAAsLIAALqgQCBn8FfiACQX9qIQUgACgCACEGAkACQAJAIAJBAUgNACAGIAJODQELIAMhByAALQBMRQ0BIAZBACAGayACQQFIGyAFaiEFCyABIAAoAjwgBWxBA3RqIQcLAkACQAJAIAJBAEgNACACIQUgBiACSg0BCyADIQggAC0ATEUNASAGQQAgBmsgAkEASBsgAmohBQsgASAAKAI8IAVsQQN0aiEICyACQQFqIQUCQAJAAkAgAkF/SA0AIAYgBUoNAQsCQCAALQBMDQAgACgCPCEJDAILIAZBACAGayACQX9IGyAFaiEFCyABIAAoAjwiCSAFbEEDdGohAwsgACgCBCEKIAgpAwAgBykDAIQgAykDAIQiCyEMAkAgCUEBSA0AIANBCGohAyAIQQhqIQEgB0EIaiEFQQAhAkIAIQ0gBCEGIAshDgNAQgAhDwJAIAJBAWoiAiAJTg0AIAEpAwAgBSkDAIQgAykDAIQhDwsgBiAOQgGGIA6EIA5CAYiEIA1CP4iEIA9CP4aENwMAIANBCGohAyABQQhqIQEgBUEIaiEFIAZBCGohBiAOIQwgDiENIA8hDiAJIAJHDQALCwJAAkAgAC0ATA0AIAlBf2ohAgwBCyAEIAlBf2oiAkEDdGoiBiAGKQMAIAtCAYMgCkF/akE/ca0iDoaENwMAIAQgBCkDACAMIA6IQgGDhDcDAAsgBCACQQN0aiICIAIpAwBCf0EAIAprQT9xrYiDNwMAC8QFBgt/AX0FfwF7CH8BfiOAgICAAEEQayEGAkAgAkEBSA0AIAAoAggiB0E4aigCACIIQQFIDQAgBEEBaiEJIARBAnQhCiAHQTxqKAIAIQtBACEMIAdBNGohDSAHQcQAaiEOIAdByABqIQ8DQAJAIAsgDEECdCIQaigCACACRw0AQwAAAAAhEUEAIRJBACETQQAhFANAAkAgCyASaigCACACRw0AIAcoAjQiFSASaigCACAVIBBqKAIARw0AIBQgEyAMSXIhFCARIAcoAkAgEmoqAgCSIRELIBJBBGohEiAIIBNBAWoiE0cNAAsgFEEBcQ0AIBFDAAAAAFsNACANKAIAIBBqKAIAIRAgBygCMCEUIAAoAgAiEigCBCETIBIoAgAhFiAGIA8qAgAgEZQgACoC4AGU/RMgDigCAP0AAgD95gEiFyAX/eQBIAEoAgCyIAEoAgQiFbKUQwAAgECU/RP95wH9CwQAIAogFWwhFSABKAI4IRgCQAJAIAVFDQAgBSAVQQJ0aiEZIBNBAmogCWxBAWogEigCOGwhGiAAKAIMIRtBBCEcDAELIAAoAgwiGygCCCATQQJqIAlsQQFqIBIoAjhsIhpBAnRqIRkgGCEcCyABKAI8Ih1BAUgNACADIBIoAjwgBGxBA3RqIR4gGygCDCAaQQJ0aiEaIBQgECAWbCATbEECdCAVakECdGohG0EAIR8DQAJAIB4gH0EDdGopAwAiIFANACAfQQZ0IRYDQCAbIBYgIHqnciISQQR0aiEVIBkgEiAcbEECdGohECAaIBIgGGxBAnRqIRRBACESA0AgFCASaiITIBMqAgAgBiASaioCACAQIBJqKgIAIBUgEmoqAgCTlJI4AgAgEkEEaiISQRBHDQALICBCf3wgIIMiIFBFDQALCyAfQQFqIh8gHUcNAAsLIAxBAWoiDCAIRw0ACwsLsg4GAX8BewN/An4LfwJ7I4CAgIAAQZACayIGJICAgIAAQQAgAzYCnIyCgABBAEGAgID8AzYCuIyCgABBACADNgLshoKAAEEA/QwAAIA/AACAPwAAgD8AAIA//QsCpIyCgABBAEGAgID8AzYCoIyCgABBAEIANwKUjIKAAEEAQoCAgPwDNwKMjIKAAEEAQoCAgICAgIDAPzcChIyCgABBAEIANwL8i4KAAEEA/QwAAAAAAAAAAAAAAAAAAAAAIgf9CwLsi4KAAEEAIAf9CwPYi4KAAEEAQgA3A9CLgoAAQQAgB/0LBMCLgoAAQQBBACgChIaCgAA2AoCGgoAAQQBBADoAvYiCgABBAEEAOgDoi4KAAEGMhoKAACEDQfCGgoAAQYyGgoAAQeQAEIOAgIAAGkEAKAKUiIKAACEIIAZBKGpBACgCkIiCgABBACgCmIaCgAAQmICAgAAaIAggBkEoakG9ARCDgICAACEIQQAgAjgC1IuCgABBACABNgLQi4KAAEEAIAA2AsCLgoAAQQBBAToA6IuCgABBACAFOAKMjIKAAEEAIAQ4AoiMgoAAQQBBpIyCgAA2AoSMgoAAQQBBoIyCgAA2AoCMgoAAQQBBnIyCgAA2AvyLgoAAQQBBATYC+IuCgABBAEGYjIKAADYC9IuCgAAgCCACOALEAUEAQQAoAsiMgoAAIgk2AuCLgoAAQQBBACgCzIyCgAA2AuSLgoAAQQBBACgCxIyCgAA2AvCLgoAAIAZBADYCPEGAioKAACEIIAZBgIqCgAA2AjggBkG4iIKAADYCNCAGQcCLgoAANgIwIAZB1IeCgAA2AiwgBkGMhoKAADYCKCAGQShqQRhqQQAoApSIgoAAQcgBEIOAgIAAGiAGQQAqAriMgoAAOAKIAiAGQRBqQZyIgoAANgIAIAZBIGogATYCACAGQRxqIAA2AgAgBkEYakEAKALEi4KAAEGNzOUAbEHf5rvjA2o2AgAgBkG4iIKAADYCCCAGQYyGgoAANgIEIAZBACgCkIaCgAAiAUECaiIKNgIUIAYgBkEoajYCDCAGIAZBKGo2AgBBACEAAkBBAC0AvIiCgABFDQACQEEANAKAioKAACILQgFRQQA0AoyGgoAAIAt/p2pBAEgNAEEAKALEhoKAACIDIApsQQJ0IQpBuIiCgAAhCEEAIQADQCAIKAIIIAFBAmogAGwgA2xBAnRqQQAgChCUgICAABoCQEEAKALEiIKAAEUNACAGKAI0KAIMIAYoAigiASgCBEECaiAAbCABKAI4bEECdGpBACAKEJSAgIAAGgsgACAGKAI8IgEgBigCOCgCACIDQX9qRiABQQFqrCAGKAIoIgE0AgB+IAOsf6dqTg0BIABBAWohACABKAI4IQMgASgCBCEBIAYoAjQhCAwACwsgBkEoahCEgICAACAGKAIwKAIgIQkgBigCOCEIIAYoAjwhACAGKAIoIQMLAkAgAKwgAzQCACILfiAINAIAIgx/pyINIABBAWqsIAt+IAx/pyIOTg0AQQAoApSGgoAAIgBBAnQhDyADKAI8IhBBA3QhESAAQQAoApCGgoAAIghsIgBBAnQhEkEAKALIhoKAACITQQFqQX5xIRRBACgCyIiCgAAiFSAQIA1sQQN0aiEWIAAgDWxBAnQgCWpBDGohFyATQX9q/REhGANAAkAgE0EBSA0A/QwAAAAAAQAAAAAAAAAAAAAAIQcgFCEBIBYhAANAAkAgByAY/T4iGf0bAEEBcUUNACAAQgA3AwALAkAgGSAH/Q0AAQIDAAAAAAQFBgcAAAAA/RsCQQFxRQ0AIABBCGpCADcDAAsgAEEQaiEAIAf9DAIAAAACAAAAAAAAAAAAAAD9rgEhByABQX5qIgENAAsLAkAgCEEBSA0AIBUgECANbEEDdGohCkEAIQBBACoC5IaCgAAhAiAXIQEDQCAKIABBA3ZB+P///wFxaiIDIAEqAgAgAl6tIABBP3GthiADKQMAhDcDACABIA9qIQEgCCAAQQFqIgBHDQALCyAXIBJqIRcgFiARaiEWIA1BAWoiDSAORw0ACwsgBkEoahCEgICAACAGQQAoAsiIgoAAQQAoAtiIgoAAEJmAgIAAIAZBACgC2IiCgABBACgC3IiCgAAQmYCAgAAgBkEAKALciIKAAEEAKALMiIKAABCZgICAAAJAIAYoAjwiA6wgBigCKCIBNAIAIgt+IAYoAjg0AgAiDH+nIgAgA0EBaqwgC34gDH+nTg0AA0AgBkEoaiAAQQAoAsyIgoAAIAkgBigCNCgCCCABKAIEQQJqIABBAWoiA2xBAWogASgCOGxBAnRqEJqAgIAAIAZBKGogABCGgICAACADIQAgAyAGKAI8QQFqrCAGKAIoIgE0AgB+IAYoAjg0AgB/p0gNAAsLIAZBKGoQhICAgABBAEEBOgC8iIKAACAGQZACaiSAgICAAAvfAgIIfwF9QQAhAyAAQQA6ALwBIABCADcCAAJAIAJBAUgNACAAQSxqIQQgASEFQQAhBgNAIAEgA0EkbGoiByoCEEMAAIA/WyEIQQAhCQJAAkACQANAIAkhCgJAIAhBAXENAEEAIQggCkEBaiIJQQlGDQIMAQtBASEIQQUhCSAKQQRGDQAgByAKQQJ0aioCACILQwAAAABbIQggCkEBaiIJQQlHDQALIAtDAAAAAFsNAQsgBCAAKAIAIglBJGxqIQhBACEKA0AgCCAKaiAFIApqKgIAOAIAIApBBGoiCkEkRw0ACyAGQf8BcSEKQQEhBgJAIAoNACAHKgIQQwAAAABcIQYLIAAgBjoAvAEgACAJQQFqNgIAIAAgCUECdGpBCGohCgwBCyAAIAAoAgQiCkEBajYCBCAAIApBAnRqQRhqIQoLIAogAzYCACAFQSRqIQUgA0EBaiIDIAJHDQALCyAAC7ADBAN/An4FfwN7AkAgACgCACIDKAIUIgSsIAMoAgAiBTQCACIGfiADKAIQNAIAIgd/pyIIIARBAWqsIAZ+IAd/p04NACAIQQN0IQkDQAJAAkAgACgCBCIKKAJADQAgCiABIAggACgCCCgCKCACIAUoAjwgCGxBA3RqEJWAgIAAIAAoAgAhAwwBCyACIAUoAjwiBSAIbEEDdGohCwJAAkAgCigCPCIMQQBKDQAgDEF/aiEMDAELIAIgBSAJbGohBSAMQQFqQX5xIQQgDEF/aiIM/REhDf0MAAAAAAEAAAAAAAAAAAAAACEOA0ACQCAOIA39PiIP/RsAQQFxRQ0AIAVCfzcDAAsCQCAPIA79DQABAgMAAAAABAUGBwAAAAD9GwJBAXFFDQAgBUEIakJ/NwMACyAFQRBqIQUgDv0MAgAAAAIAAAAAAAAAAAAAAP2uASEOIARBfmoiBA0ACwsgCyAMQQN0akJ/QQAgCigCBGtBP3GtiDcDAAsgCUEIaiEJIAhBAWoiCCADKAIUQQFqrCADKAIAIgU0AgB+IAMoAhA0AgB/p0gNAAsLIAMQhICAgAALtQECBX8BfgJAIAAoAgAiBSgCPCIGQQFIDQAgBSgCCCIHQQJ0IQggAiAGIAFsQQN0aiEJIAMgByABbCAFKAIEbEECdGohAkEAIQcDQAJAIAkgB0EDdGopAwAiClANACAHQQZ0IQMDQCAEIAMgCnqnciIBIAAoAgAiBSgCOGxBAnRqIAIgBSgCCCABbEECdGogCBCDgICAABogCkJ/fCAKgyIKUEUNAAsLIAdBAWoiByAGRw0ACwsL6QEBBn9BACEAQQAoAsiAgoAAIQFBACgCxICCgAAhAgJAAkBBACgCwIWCgAAiAw0AQQBBwICCgAAgAiABbEEEdBCcgICAACIDNgLAhYKAACADRQ0BCwJAIAJBAU4NACADDwtBASEEQQAhBQNAIAVBAWohBQJAIAFBAUgNAEEAIQADQCADQQAoArCBgoAAIAAgBEEAKALIgIKAAEECamxqQQFqQQAoAvyAgoAAbEECdGr9AAQA/QsEACADQRBqIQMgASAAQQFqIgBHDQALCyAEQQFqIQQgBSACRw0AC0EAKALAhYKAACEACyAAC3wBAX8CQCAAIAEQrYCAgAAiAkUNAAJAAkAgAUEQTw0AIAIhAAwBCyACIQADQCAA/QwAAAAAAAAAAAAAAAAAAAAA/QsAACAAQRBqIQAgAUFwaiIBQQ9LDQALCyABRQ0AA0AgAEEAOgAAIABBAWohACABQX9qIgENAAsLIAILzwICEH8BfQJAQQAoApyGgoAAIgBBAUgNACAAQX9qIgFBAnRBsIaCgABqIQJBACgCwIyCgAAhA0EAIQQDQAJAAkAgBCIFIAFGDQBBASEGIAVBAWoiBEECdEGwhoKAAGooAgAhBwwBCyACKAIAIQZBASEHIAAhBAsCQCAFQQJ0QaCGgoAAaigCACIIQQBIDQAgBEECdEGghoKAAGooAgAhCSAFQQN0QYCGgoAAaiEKQQAhCwNAAkAgCUEBSA0AIAsgB2whDEEAIQ0DQCANIA0gBmwgDGogCyAIRiIOGyEPQwAAAAAhEEGgfyEFA0AgECAKIAVqQewDQegDIA4baigCACAPQQJ0aioCAJIhECAFQRhqIgUNAAsgAyAQOAIAIANBBGohAyANQQFqIg0gCUcNAAsLIAsgCEYhBSALQQFqIQsgBUUNAAsLIAQgAEcNAAsLC/ICAQN/I4CAgIAAQZACayICJICAgIAAQQAhAyACQQA2AjwgAkGAioKAADYCOCACQbiIgoAANgI0IAJBwIuCgAA2AjAgAkHUh4KAADYCLCACQYyGgoAANgIoIAJBKGpBGGpBACgClIiCgABByAEQg4CAgAAaIAJBACoCuIyCgAA4AogCIAJBEGpBnIiCgAA2AgAgAkEgakEAKALQi4KAADYCACACQRxqQQAoAsCLgoAANgIAIAJBGGpBACgCxIuCgABBjczlAGxB3+a74wNqNgIAIAJBuIiCgAA2AgggAkGMhoKAADYCBCACQQAoApCGgoAAQQJqNgIUIAIgAkEoajYCDCACIAJBKGo2AgACQCAAIAFODQAgAEEYbCEEQQEhAwNAIAIgAEEAKALoiYKAACAEahCfgICAAEEALQC9iIKAAA0BIARBGGohBCAAQQFqIgAgAUghAyABIABHDQALCyACQZACaiSAgICAACADQX9zQQFxC403CAd/An4KfwN7BH8BfgV/AX0jgICAgABBgANrIgMkgICAgAAgACgCACIEKAIIIgUoAgQhBiAEKAIAKAIEIQcgBSgCACEIIABBIGogBSgCEDYCACAAQRxqIAg2AgAgACAHQQJqNgIUIABBGGogBiABakGNzOUAbEHf5rvjA2oiCTYCAAJAAkACQCAAQQRqKAIAKAJAQQJGDQAgBCgCFCIHQQFqrCAEKAIAIgg0AgAiCn4gBCgCEDQCACILf6chAQwBCwJAAkAgAg0AIAQoAhQhBwwBCwJAAkAgBCgCCCIMQThqKAIAIgdBAU4NAEEAIQgMAQtBACEGQQAhCANAAkAgCEEBcQ0AIAFBAUgNACAMKAI8IAZqKAIAIAFGIQgLIAZBBGohBiAHQX9qIgcNAAsLAkAgBCgCFCIHDQAgAkEANgIUCyAIQQFxRQ0AIAQQhICAgAACQCAAKAIAIgYoAhQNACACIAAoAggoAgAoAgAgAEEEaigCACIGKAIAIAYoAgRsQQR0EK2AgIAAIgY2AhQgACgCCCAGRToABSAAKAIAIQYLIAYQhICAgAAgACgCCC0ABQ0CIAAoAgAiBCgCFCIHrCAEKAIANAIAIgp+IAQoAhA0AgAiC3+nIgggB0EBaqwgCn4gC3+nTg0AIAhBAWohASAAQQRqIg0oAgAhDANAIAhBAWohDgJAIAwoAgQiB0EBSA0AQQAhBgNAIAIoAhQgBiAIIAdsakEEdGogBCgCDCgCCCAGIAEgBCgCACIEKAIEQQJqbGpBAWogBCgCOGxBAnRq/QAAAP0LAAAgACgCACEEIAZBAWoiBiANKAIAIgwoAgQiB0gNAAsLIAFBAWohASAOIQggDiAEKAIUIgdBAWqsIAQoAgA0AgB+IAQoAhA0AgB/p0gNAAsLIAesIAQoAgAiCDQCACIKfiAEKAIQNAIAIgt/pyIPIAdBAWqsIAp+IAt/pyIBTg0AIABBBGohBgNAIA9BAWohEAJAIAYoAgAiBygCPEEBSA0AIAQoAgwoAgggCCgCBEECaiAQbEEBaiAIKAI4bEECdGohBCAAKAIIIgEoAhAgCCgCPCAPbEEDdCIIaiENIAEoAhQgCGohDkEAIQgDQAJAIA4gCEEDdCIBaiIMKQMAIA0gAWoiASkDACILQn+FgyIKUA0AIAQgBygCOCAIQQZ0IgcgCnqncmxBAnRqQQAgACgCACgCACgCOEECdBCUgICAABoCQCAKQn98IAqDIgpQDQADQCAEIAYoAgAoAjggByAKeqdybEECdGpBACAAKAIAKAIAKAI4QQJ0EJSAgIAAGiAKQn98IAqDIgpQRQ0ACwsgBigCACEHIAEpAwAhCwsgDCALNwMAIAhBAWoiCCAHKAI8SA0ACyAAKAIAIQQLIAQgDxCGgICAACAQIQ8gECAAKAIAIgQoAhQiB0EBaqwgBCgCACIINAIAIgp+IAQoAhA0AgAiC3+nIgFIDQALCwJAIAEgCiAHrH4gC3+nIhFMDQAgBSgCAEGNzOUAbEHf5rvjA2ohDiAFKAIQIQ8gEUEDdCESIABBBGoiEygCACEUIAAoAgghBgNAIAYoAhwhASAGKAIYIgQgCCgCPCIMIBFsQQN0IghqIRUCQAJAIBQoAkANACAUIAYoAhAgESAGKAIoIBUQlYCAgAAgEygCACIUKAI8IQcMAQsCQAJAIBQoAjwiB0EASg0AIAdBf2ohDAwBCyAEIAwgEmxqIQYgB0EBakF+cSEEIAdBf2oiDP0RIRb9DAAAAAABAAAAAAAAAAAAAAAhFwNAAkAgFyAW/T4iGP0bAEEBcUUNACAGQn83AwALAkAgGCAX/Q0AAQIDAAAAAAQFBgcAAAAA/RsCQQFxRQ0AIAZBCGpCfzcDAAsgBkEQaiEGIBf9DAIAAAACAAAAAAAAAAAAAAD9rgEhFyAEQX5qIgQNAAsLIBUgDEEDdGpCf0EAIBQoAgRrQT9xrYg3AwALAkACQCAHQQFODQBBACEQDAELIAEgCGohGSAUKAI8IgZBASAGQQFKGyEaIAAoAgAhG0EAIQxBACEQA0ACQAJAIBUgDEEDdCIcaikDACIdUEUNAEIAIQoMAQsCQCAULQBNRQ0AIB0hCgwBCwJAIBsoAgAiBigCVCIBDQAgCSAOIA8gDEEGdCARIB0QroCAgAAhCgwBCyAbKAIIIgcoAgwgDEEGdGogAXAhBCAHKAIIIBFqIAYoAlBwIQ1BACEGQgAhCgNAAkBCf0HAACABIARrIgdBwAAgBmsiCCAHIAhJGyIHa62IIAathiAdgyILUA0AIAkgDiAPIAQgBmsgDSALEK6AgIAAIAqEIQoLQQAhBCAHIAZqIgZBwABJDQALCyAZIBxqIAo3AwAgECAKe6dqIRAgDEEBaiIMIBpHDQALCyAAKAIIIgYoAjAgEUEBaiIRQQJ0aiAQNgIAIBJBCGohEiARIAAoAgAiBCgCFEEBaqwgBCgCACIINAIAfiAEKAIQNAIAf6dIDQALCyAEEISAgIAAAkAgACgCACIBKAIUDQBBACEEIAAoAggoAjAiBkEANgIAIAEoAgAiCCgCAEEBSA0AIAZBBGohBkEAIQcDQCAGIAYoAgAgBGoiBDYCACAGQQRqIQYgB0EBaiIHIAgoAgBIDQALCyABEISAgIAAAkAgACgCACIGKAIUIgisIAYoAgAiBzQCACIKfiAGKAIQNAIAIgt/pyIEIAhBAWqsIAp+IAt/p04NAANAIAcgBkEMaigCACAAKAIIKAIcIAQQhYCAgAAgBEEBaiIEIAAoAgAiBigCFEEBaqwgBigCACIHNAIAfiAGKAIQNAIAf6dIDQALCyAGEISAgIAAQQQgAEEIaigCACIEKAIwIABBBGoiHCgCACINKAIAQQJ0aigCACIGIAAoAgAiBygCECgCACIIakF/aiAIbSIIQQNqQXxxIgEgCEEESCIIGyAHKAIUIgxBAWpsIg4gBiAOIAZIGyIOIAxBAnQgASAMbCAIGyIIIAYgCCAGSBsiCGsiBkHfAGpB4ABtIQECQCAGQb4BakG/AUkNACAGIAFqQX9qIAFtQQNqQQRtIQEgDiAITA0AIAFBAnQhByABQQR0IQ8gCEECdCEBIABBCGohEAJAA0AgACAEKAI4IAFqIAYgByAGIAdIGyAEKAJMIAxByABsaiAEKAI8IA0oAjggCGxBAnRqEK+AgIAAIAggB2oiCCAOTg0BIAYgB2shBiABIA9qIQEgAEEEaigCACENIBAoAgAhBCAAKAIAKAIUIQwMAAsLIAAoAgAhBwsgBxCEgICAAAJAIBwoAgAiDygCQCIeQQFGDQACQCAAKAIAIh8oAhQiBqwgHygCACIENAIAIgp+IB8oAhA0AgAiC3+nIhAgBkEBaqwgCn4gC3+nIhRODQAgAEEIaigCACIGKAIYIAQoAjwiGyAQbEEDdCIEaiEVIAYoAhwiEiAEaiEZIAYoAhAiEyAEaiEaIA8oAjgiIEECdCEHIBtBA3QhHCAGKAI8QQxqISEgBigCMCEiIA8oAjwiDEEBSCERA0ACQCARDQAgEiAbIBBsQQN0IgZqIQ0gEyAGaiEOIBUhBCAZIQggGiEGIAwhAQNAIAYgBCkDACAIKQMAQn+FgyAGKQMAgzcDACAEQQhqIQQgCEEIaiEIIAZBCGohBiABQX9qIgENAAsgISAgICIgEEECdGooAgBsQQJ0aiEGQQAhCANAAkAgDSAIQQN0IgRqKQMAIgpQDQAgDiAEaiIBKQMAIQsgDyoCWCEjA0AgBioCACAjXq0gCnqGIAuEIQsgBiAHaiIEIQYgCkJ/fCAKgyIKUEUNAAsgASALNwMAIAQhBgsgCEEBaiIIIAxHDQALCyAVIBxqIRUgGSAcaiEZIBogHGohGiAQQQFqIhAgFEcNAAsLIB4NACAfEISAgIAAIABBBGoiECgCACINLQBNIRkgBSgCACEaIAUoAhAhFUIAIQoCQCAAKAIAIgYoAhQiB6wgBigCACIENAIAIgt+IAYoAhA0AgAiHX+nIgEgB0EBaqwgC34gHX+nTg0AIAFBA3QhDEIAIQogAEEIaiEcA0AgHCgCACIGKAIYIQ4gBigCICEPIA0gBigCECABIAYoAiggBigCJCIGIAQoAjwiBCABbEEDdGoQlYCAgAACQCAQKAIAIg0oAjwiCEEBSA0AIA4gBCAMbCIHaiEEIAYgB2ohBiAPIAdqIQcDQCAHIAQpAwAgBikDAEJ/hYM3AwAgBiAGKQMAIAQpAwCDNwMAIARBCGohBCAGQQhqIQYgBykDACAKhCEKIAdBCGohByAIQX9qIggNAAsLIAxBCGohDCABQQFqIgEgACgCACIGKAIUIgdBAWqsIAYoAgAiBDQCAH4gBigCEDQCAH+nSA0ACwsgAEEIaiIEKAIAKAJIIAdqIApCAFI6AAAgBhCEgICAACAAKAIAIgwoAhAoAgAiCEEBSA0AIBpBjczlAGxB84narwVB3+a74wMgGRtqIRkgBCgCACEHQQAhBkEAIQQCQANAAkAgBEEBcQ0AIAcoAkggBmotAAAiAUEARyEEIAZBAWoiBiAIRw0BIAENAgwDC0EBIQQgBkEBaiIGIAhHDQALCwJAIAwoAhQNAAJAIABBBGoiASgCACIbKAIAQQFIDQAgBygCTCAbKAIQQQJ0akEYaigCACEIIABBCGohDEEAIRBBACEEA0AgGyAHKAIgIBAgBygCKCAHKAIsIhEQlYCAgAACQAJAAkAgASgCACIbKAI8QQFIDQAgDCgCACgCGCAAKAIAIiAoAgAiEigCPCAQbEEDdGohE0EAIRoDQCARIBpBA3QiBmoiFCAUKQMAIBMgBmopAwBCf4WDIh03AwACQCAdUA0AAkACQCASKAJUIg8NACAJIBkgFSAaQQZ0IBAgHRCugICAACELDAELICAoAggiBigCDCAaQQZ0aiAPcCEHIAYoAgggEGogEigCUHAhHEEAIQZCACELA0ACQEJ/QcAAIA8gB2siDUHAACAGayIOIA0gDkkbIg1rrYggBq2GIB2DIgpQDQAgCSAZIBUgByAGayAcIAoQroCAgAAgC4QhCwtBACEHIA0gBmoiBkHAAEkNAAsLIBQgCzcDAAsgGkEBaiIaIBsoAjwiD0gNAAsgD0EASg0BCyAQQQFqIRAMAQsgEEEBaiEQQQAhDgNAAkAgESAOQQN0aikDACIKUA0AIA5BBnRBAXIhDQNAIAMgBEECdGogDSAKeqdqIAAoAgAoAgAoAgRBAmogEGxqNgIAAkAgBEEBaiIEQeAARw0AIAAgA0HgACAMKAIAKAJMIAgQr4CAgABBACEGIAMhBANAAkAgASgCACIHKAI4IAZsQQJ0IAhqQQxqKgIAIAcqAlheRQ0AIAAoAgAgByAMKAIAIAQoAgAQsICAgAALIARBBGohBCAGQQFqIgZB4ABHDQALQQAhBAsgCkJ/fCAKgyIKUEUNAAsLIA5BAWoiDiAPRw0ACyABKAIAIRsLAkAgECAbKAIATg0AIAwoAgAhBwwBCwtBACEGIARBAEwNACAAIAMgBCAAQQhqIgkoAgAoAkwgCBCvgICAACADIQcgAEEEaiEMA0ACQCAMKAIAIgEoAjggBmxBAnQgCGpBDGoqAgAgASoCWF5FDQAgACgCACABIAkoAgAgBygCABCwgICAAAsgB0EEaiEHIAQgBkEBaiIGRw0ACwsgACgCACEMCyAMEISAgIAACwJAIAJFDQACQCAAKAIAIg0oAhQiBqwgDSgCACIENAIAIgp+IA0oAhA0AgAiC3+nIgcgBkEBaqwgCn4gC3+nTg0AIABBCGoiECgCACgCNCEPIARBPGohHCAAQQRqKAIAIg5BwABqIRUDQAJAAkAgDigCPEEBTg0AQQAhBAwBCyAOKAI8IgZBASAGQQFKGyEIIBwoAgAhASAVKAIAIQwgECgCACEJQQAhBkEAIQQDQCAEIAEgDCAJIAcgBhCxgICAAHunaiEEIAggBkEBaiIGRw0ACwsgDyAHQQFqIgdBAnRqIAQ2AgAgByANKAIUQQFqrCANKAIANAIAfiANKAIQNAIAf6dIDQALIAAoAgAhDQsgDRCEgICAAAJAIAAoAgAiBigCFA0AQQAhBCAAQQhqIgEoAgAiCSgCNCIMQQA2AgACQCAGKAIAIggoAgBBAUgNACAMQQRqIQZBACEHA0AgBiAGKAIAIARqIgQ2AgAgBkEEaiEGIAdBAWoiByAIKAIASA0ACwsgDCAAQQRqKAIAIgYoAgAiBEECdCIHaigCACEIIAIgCSgCACgCACAEIAYoAjxsQQN0IgYQrYCAgAA2AgAgAiABKAIAKAIAKAIAIAYQrYCAgAA2AgQgAiABKAIAKAIAKAIAIAdBBGoiBBCtgICAADYCCCACIAEoAgAoAgAoAgAgCEECdCIGEK2AgIAANgIMIAIgASgCACgCACgCACAGIAAoAgAoAgAoAjhsEK2AgIAAIgY2AhAgASgCACIHIAZFIAIoAgBFIAIoAgRFciACKAIMRXIgAigCCCIIRXJyIgY6AAUCQCAGDQAgCCAHKAI0IAQQg4CAgAAaCyAAKAIAIQYLIAYQhICAgAAgAEEIaigCAC0ABQ0BCyAAQQRqKAIAIQQCQAJAAkACQCAAKAIAIg4oAhQiHKwgDigCACIMNAIAIgt+IA4oAhA0AgAiHX+nIhIgHEEBaqwgC34gHX+nIhVIDQAgAEEIaigCACEJDAELIBJBA3QhDSAAQQhqKAIAIQlCACEKIAQoAjwiGUEBSCEQIBIhDwNAAkAgEA0AIAlBGEEkIAQoAkAbaigCACAMKAI8IA1sIghqIQYgCSgCHCAIaiEHIAkoAhQgCGohCCAZIQEDQCAIKQMAIAcpAwCEIAYpAwBCf4WDIAqEIQogB0EIaiEHIAhBCGohCCAGQQhqIQYgAUF/aiIBDQALCyANQQhqIQ0gD0EBaiIPIBVHDQALIApCAFINAQsgCSgCMCIGIBVBAnRqKAIAIRkgBiASQQJ0IgdqKAIAIQ0CQAJAIAINAEEAIRoMAQsgAigCCCAHaigCACANayEaCyANIBlODQEgBCgCOCIOIA1sIQ8gDiAaIA1qbCEQIABBCGohHANAIAkoAgggCSgCOCANQQJ0aigCACIHIA5sQQJ0aiEGAkACQAJAIAINACAEKAI4IQwMAQsgAigCDCANIBpqQQJ0aiAHNgIAIAQoAjhBAUgNASACKAIQIBBBAnRqIQdBACEBIAYhCANAIAcgCP0ABAD9CwQAIAdBEGohByAIQRBqIQggAUEEaiIBIABBBGooAgAiBCgCOCIMSA0ACyAcKAIAIQkLIAxBAUgNACAJKAI8IA9BAnRqIQdBACEIA0AgBiAH/QAEAP0LBAAgBkEQaiEGIAdBEGohByAIQQRqIgggAEEEaigCACIEKAI4SA0ACwsCQCANQQFqIg0gGUYNACAPIA5qIQ8gECAOaiEQIBwoAgAhCQwBCwsgACgCACIOKAIUIhxBAWqsIA4oAgA0AgAiC34gDigCEDQCACIdf6chFQwBCyAAQQhqIRAgAEEEaiEIA0AgEiERAkACQCACDQAgEUEBaiESDAELIBFBAWohEiAEKAI8QQFIDQAgBCgCOCIVQQJ0IQ8gAigCDCACKAIIIBFBAnRqKAIAIgZBAnRqIQkgAigCECAGIBVsQQJ0aiEBQQAhGSAMKAIEQQJqIBJsQQFqIhohHANAAkAgDEE8aigCACAEQcAAaigCACAQKAIAIgYgESAZELGAgIAAIgpQDQAgGiAZQQZ0aiEOA0AgDiAKeqciB2ohDQJAIAQoAjhBAUgNACAGKAIIIBUgHCAHamxBAnRqIQxBACEGQQAhBwNAIAEgBmogDCAGav0ABAD9CwQAIAZBEGohBiAHQQRqIgcgCCgCACIEKAI4SA0ACwsgCSANNgIAIAEgD2ohASAJQQRqIQkgCkJ/fCAKgyIKUA0BIBAoAgAhBgwACwsgHEHAAGohHCAAKAIAIg4oAgAhDCAZQQFqIhkgBCgCPEgNAAsLAkAgBCgCPCIaQQFIDQAgECgCACIGKAIcIAwoAjwgEWxBA3QiB2ohFCAGKAIUIAdqIRsgBkEYQSQgBCgCQBtqKAIAIAdqIRkgDigCDCgCCCAMKAIEQQJqIBJsQQFqIAwoAjhsQQJ0aiEOIAQoAjgiDUECdCEPIAYoAjwgBigCMCARQQJ0aigCACANbEECdGohAUEAIRUDQAJAIBQgFUEDdCIGaikDACIKUA0AIBVBBnQhHCAZIAZqIQkDQAJAIAkpAwAgCnoiC4hCAYNQDQAgBCgCOEEBSA0AIA4gHCALp3IgDWxBAnRqIQxBACEGQQAhBwNAIAwgBmogASAGav0ABAD9CwQAIAZBEGohBiAHQQRqIgcgCCgCACIEKAI4SA0ACwsgASAPaiEBIApCf3wgCoMiClBFDQALCyAVQQFqIhUgGkcNAAsgBCgCPEEBSA0AQQAhBwNAAkAgGyAHQQN0IgZqKQMAIBkgBmopAwBCf4WDIgpQDQAgB0EGdCEGA0AgDiAGIAp6p3IgDWxBAnRqQQAgACgCACgCACgCOEECdBCUgICAABogCkJ/fCAKgyIKUEUNAAsgCCgCACEECyAHQQFqIgcgBCgCPEgNAAsLIBIgACgCACIOKAIUIhxBAWqsIA4oAgAiDDQCACILfiAOKAIQNAIAIh1/pyIVSA0ACwsCQCAVIAsgHKx+IB1/pyIcTA0AIBxBA3QhFSAAQQRqIRkgAEEIaiEBA0AgGSgCACIQKAI8IQ8CQCACRQ0AIA9BAUgNACAOKAIAKAI8IBVsIQYgASgCACIEKAIcIQcgBCgCFCEIIAIoAgQhDCAQKAJAIQkgAigCACENIA8hBANAIA0gBmogCCAGaikDADcDACAMIAZqIAEoAgBBGEEkIAkbaigCACAGaikDACAHIAZqKQMAgzcDACAGQQhqIQYgBEF/aiIEDQALCyAOKAIAKAI8IQwgASgCACIEKAIQIQkgECoCWCEjAkAgD0EBSA0AIARBGEEkIBAoAkAbaigCACAMIBVsIghqIQYgBCgCFCAIaiEHIAkgCGohBCAPIQgDQCAHIAYpAwA3AwAgBCAGKQMAIgogBCkDAIMgCkJ/hUIAICNDAAAAAF0bhDcDACAGQQhqIQYgB0EIaiEHIARBCGohBCAIQX9qIggNAAsLAkAgI0MAAAAAXUUNACAPQQN0IAkgDCAcbEEDdGpqQXhqIgZCf0EAIBAoAgRrQT9xrYggBikDAIM3AwALIA4gHBCGgICAACAVQQhqIRUgHEEBaiIcIAAoAgAiDigCFEEBaqwgDigCADQCAH4gDigCEDQCAH+nSA0ACwsgDhCEgICAAAsgA0GAA2okgICAgAAL6g4EBX8BewF+An8jgICAgAAiDCENIAxBwAVrQUBxIg4kgICAgABBACEMIA5BADYCACAOQQRyQQBB6gAQlICAgAAaIA5B8ABqQQBByAAQlICAgAAaIA5BuAFqIQ8DQCAPIAxqIhD9DAAAAAAAAAAAAAAAAAAAAAAiEf0LAwAgEEEQakIANwMAIAxBGGoiDEHgAEcNAAtBACEMIA5BmAJqQQA2AgAgDkHAAmpBAEGAARCUgICAABogDkHAA2pBADYCACAOQQE2AsACIA5BgARqQQBBxQAQlICAgAAaIA5B2ARqQgA3AwAgDkHIBGogEf0LAwAgDkHsBGr9DAAAAAAAAAAAAAAAAAAAAAD9CwIAIA5B6ARqQYCAgPwDNgIAIA5B4ARqQoCAgICAgIDAPzcDACAOQgA3AvwEQcCAgoAAIA5BhAUQg4CAgAAaQQAgBTYC4ICCgABBACAENgLcgIKAAEEAQQNBAiAFQQBKGyIFNgLUgIKAAEEAIAM2AtCAgoAAQQAgAjYCzICCgABBACABNgLIgIKAAEEAIAA2AsSAgoAAQQBBgI2CgABBP2pBQHE2AsCAgoAAQQBBgICA/Ac2AqCBgoAAQQAgCzgCnIGCgABBACAKOgCRgYKAAEEAIAk2AoyBgoAAQQAgCDYCiIGCgABBACAHNgKEgYKAAEEAQQE2AviAgoAAQQAgAUE/akHAAG02AoCBgoAAQQAgAkEDakEEbUECdCIQNgL8gIKAAEEAIBAgA2wiDzYC2ICCgAAgBUECdCIOQdiAgoAAaiAQNgIAQQAgD0EPakEQbUEEdEEQciIPNgLogIKAACAOQXhqIRACQANAIAxB7ICCgABqIARBD2pBEG1BBHRBEHI2AgAgECAMRg0BIAxB4ICCgABqKAIAIQQgDEEEaiEMDAALC0EAIQwgBUECdCIOQeiAgoAAakEAKAL8gIKAACICNgIAIAFBAmoiA6wgAEECaiIHrH4gAqx+IRIgDyEEA0AgDEHsgIKAAGooAgAiEKxCAYZC4AB8IASsfiASfCESIBAhBCAOIAxBBGoiDEcNAAtBACEMAkAgEkL/////AFYNAEEAIQwgAEEDdCIEQf8BakFAcSAEQYYBakGAf3FBACgCgIGCgAAiEEEEdEH+AGpBgH9xaiABIABsIg5BAnRBP2pBQHFqIAIgDmxBAnRBP2pBQHFqIAQgEGxBP2pBBnZBgANsIAMgB2wgAmxBAnRBP2pBQHFqamohBCAFQQJ0QXxqIRACQANAIA9BgANsIARqIQQgECAMRg0BIAxB7ICCgABqKAIAIQ8gDEEEaiEMDAALCwJAQcCAgoAAIAJBgANsIARqEJyAgIAAIgQNAEEAIQwMAQtBACEMQcSAgoAAQaiBgoAAQQAgBBChgICAABpBACAGNgLEhIKAAEEAQcCAgoAAIAZBrAFsEJyAgIAAIgQ2AsCEgoAAIARFDQBBACEMQQBBwICCgABBACgCyICCgABBAmpBACgCxICCgABBAmpsEJyAgIAAIgQ2AsiEgoAAIARFDQBBACEMQQBBwICCgABBACgCyICCgABBAmpBACgCxICCgABBAmpsEJyAgIAAIgQ2AsyEgoAAIARFDQBBACEMQQBBwICCgABBgAMQnICAgAAiBDYC0ISCgAAgBEUNAEEAIQxBAEHAgIKAAEGAAxCcgICAACIENgLUhIKAACAERQ0AQQAhDEEAQcCAgoAAQQAoAvyAgoAAQYADbBCcgICAACIENgLYhIKAACAERQ0AAkACQCAGQQFODQBBACETDAELQQAhAEEBIRNBACEUA0BBACEPAkBBACgCwISCgAAiECAUQawBbGpBxICCgABB5AAQg4CAgAAiCigCECICQQFIDQAgCkEoaiEMIAooAjQhAyAKKAIUIQ4gCkEkaigCACEBQQAhBEEAIQ8DQCAOIAwoAgAiBWxBAnRBP2pBQHEgD2ogDEFwaigCACIOQQJ0Ig9BASADIAQbbEE/akFAcWogDyABbEE/akFAcWohDyAMQQRqIQwgBSEBIA4hDiACIARBAWoiBEcNAAsLQcCAgoAAIA8QnICAgAAiDEUNAQJAIApBEGooAgAiCEEBSA0AIAooAiQhBSAKKAI0IQkgCigCFCECQQAhBCAQIQ9BACEOA0AgDyAAaiIBQeQAaiAMIA5qNgIAIAFB6ABqIAwgAiAQIABqIgNBKGooAgAiB2xBAnRBP2pBQHEgDmoiDmo2AgAgAUHsAGogDCAOIANBGGooAgAiAkECdCIBQQEgCSAEG2xBP2pBQHFqIg5qNgIAIA4gASAFbEE/akFAcWohDiAQQQRqIRAgD0EUaiEPIAchBSAIIARBAWoiBEcNAAsLIApBwICCgAAgCigCDEEkbBCcgICAACIMNgKgASAMRQ0BIApBwICCgABByAEQnICAgAAiDDYCpAEgDEUNASAMIApB6ABqKAIANgLAASAAQawBaiEAIBRBAWoiFCAGSCETIBQgBkcNAAsLIBNBAXMhDAsgDSSAgICAACAMQQFxC68IAwR/A34FfyOAgICAAEHwAGsiBCSAgICAACAAKAIEIgVBAmqtIAAoAgAiBkECaq1+IAAoAjgiB61+IQggBq0hCSAFrSEKIAAoAjwhCwJAAkACQCADDQAgCKdBAnRBP2pBQHEhBSACDQEMAgsgASADNgIIIAinQQJ0QT9qQUBxIQUgAkUNASABIAMgBWo2AgwLIAVBAXQhBQsgCiAJfiEJIAQgAUEkajYCZCAEIAFBIGo2AmAgBCABQRxqNgJcIAQgAUEYajYCWCAEIAFBFGo2AlQgBCABQRBqNgJQIAZBA3QiDCALbEE/akFAcSENIARB0ABqQRhqIQ4gBEHQAGohDwJAAkACQANAAkAgA0UNACAPKAIAIAMgBWo2AgAgBSANaiEFIA9BBGoiDyAORg0CDAELIAUgDWohBSAPQQRqIg8gDkcNAAsgDEGGAWpBgH9xIAtBBHRB/gBqQYB/cWogCaciD0ECdCINQT9qQUBxaiAHIA9sQQJ0QT9qQUBxaiAFaiEFAkAgAg0AIAFBzABqIQsgDEH/AWpBQHEgBWohBQwDCyAMQf8BakFAcSANIAAoAiRsQT9qQUBxIAVqaiEFIAFBzABqIQsMAQsgASADIAVqNgIoIAEgAyAFIAtBA3RBP2pBQHEiD2oiBWo2AiwgASADIAUgD2oiBWo2AjAgASADIAUgBkECdEHDAGpBQHEiD2oiBWo2AjQgASADIAUgD2oiBWo2AjggASADIAUgCaciD0ECdCINQT9qQUBxaiIFajYCPCAFIAcgD2xBAnRBP2pBQHFqIQUCQCACRQ0AIAEgAyAFajYCQCANIAAoAiRsQT9qQUBxIAVqIQULIAEgAyAFajYCRCABIAMgBSAMQT9qQUBxaiIFaiIPNgJIIAEgD0HAAGo2AkwgAUHMAGohCyAFQcABaiEFIAJFDQEgASADIAVqNgKwAQsgACgCYEEYbEHXAGpBQHEgBWohBQsgBEEIakEAQcgAEJSAgIAAGgJAIAAoAhAiBkEBSA0AIABBJGohDyAEQQhqIQ0gBiEOA0AgDygCACEBAkAgA0UNACANIAMgBWo2AgALIA9BBGohDyANQQRqIQ0gAUGAA2wgBWohBSAOQX9qIg4NAAsgBkECSA0AIABBKGohDSAGQX9qIQ4gBEEYaiEPIAAoAkQhAANAAkAgAkUNACANKAIAIQECQAJAIAMNACABQYADbCIBIAVqIQUgAA0BDAILIA9BDGogAyAFajYCACABQYADbCIBIAVqIQUgAEUNASAPIAMgBWo2AgALIAUgAWohBQsgDUEEaiENIA9BBGohDyAOQX9qIg4NAAsLAkAgA0UNACAEQQhqIAZBAnRqQRhqIAMgBWo2AgAgCygCACAEQQhqQcgAEIOAgIAAGgsgBEHwAGokgICAgAAgB0GAA2wgBWoLzhEDBX8BewF+I4CAgIAAIg4hDyAOQYAHa0FAcSIQJICAgIAAQQAhDiAQQQA2AgggEEIANwMAIBBBDHJBAEGyAhCUgICAABogEEHAAmpBAEHIABCUgICAABogEEGIA2ohEQNAIBEgDmoiEv0MAAAAAAAAAAAAAAAAAAAAAP0LAwAgEkEQakIANwMAIA5BGGoiDkHgAEcNAAtBACEOIBBB6ANqQQA2AgAgEEGABGpBAEGAARCUgICAABogEEGQBmr9DAAAAAAAAAAAAAAAAAAAAAAiE/0LBAAgEEGIBmpCgICA/IOAgMA/NwMAIBBBhAZqQQA2AgAgEEH8BWpCADcCACAQQewFaiAT/QsCACAQQegFakEAOgAAIBBB2AVqIBP9CwMAIBBB0AVqQgA3AwAgEEGABWpBADYCACAQQQA2AqAGIBAgE/0LBMAFIBBBATYCgAQgEEGkBmpBAEEsEJSAgIAAGkGAhoKAACAQQdAGEIOAgIAAGkEAIAU2AqiGgoAAQQAgBDYCpIaCgABBAEEDQQIgBUEAShsiBTYCnIaCgABBACADNgKYhoKAAEEAIAI2ApSGgoAAQQAgATYCkIaCgABBACAANgKMhoKAAEEAQYCNgoAAQT9qQUBxNgKAhoKAAEEAIAk6ANmGgoAAQQAgCDYC1IaCgABBACAHNgLQhoKAAEEAIAY2AsyGgoAAQQBBATYCwIaCgABBACANNgLshoKAAEEAIAw4AuiGgoAAQQAgCzgC5IaCgABBACAKOgDYhoKAAEEAIAFBP2pBwABtNgLIhoKAAEEAIAJBA2pBBG1BAnQiEjYCxIaCgAAgBUECdCIGQaCGgoAAaiASNgIAQQAgEiADbCIQNgKghoKAAEEAIBBBD2pBEG1BBHRBEHIiETYCsIaCgAAgBkF4aiESAkADQCAOQbSGgoAAaiAEQQ9qQRBtQQR0QRByNgIAIBIgDkYNASAOQaiGgoAAaigCACEEIA5BBGohDgwACwtBACEOIAVBAnQiA0GwhoKAAGpBACgCxIaCgAAiBjYCACAAQQJqrCABQQJqrH4gEax+QgOGIRQgESEEA0AgDkG0hoKAAGooAgAiEqxCA4ZCwAF8IASsfiAUfCEUIBIhBCADIA5BBGoiDkcNAAtBACEJAkAgBiACRw0AIBRC/////wBWDQAgBUECdCEDQQAhDkEAKALAhoKAACEFQQAhBANAIBAgDkG0hoKAAGooAgAiEmxBAnRBP2pBQHEgBGogDkGkhoKAAGooAgAiEEECdCIEQQEgBSAOG2xBP2pBQHFqIAQgEWxBP2pBQHFqIQQgEiERIBAhECADIA5BBGoiDkcNAAsCQEGAhoKAACAEEJyAgIAAIhJFDQBBACEJQQBBgIaCgABByAEQnICAgAAiDjYClIiCgAAgDkUNAUEAIQkCQEEAKAKchoKAACIQQQFIDQBBACEOQQAoArCGgoAAIQNBACgCwIaCgAAhCEEAKAKghoKAACEFQbSGgoAAIQRBACERA0AgDkHUh4KAAGogEiARajYCACAOQdiHgoAAaiASIAUgBCgCACIGbEECdEE/akFAcSARaiIRajYCACAOQdyHgoAAaiASIBEgBEFwaigCACIFQQJ0IgdBASAIIA4bbEE/akFAcWoiEWo2AgAgESAHIANsQT9qQUBxaiERIARBBGohBCAOQRRqIQ4gBiEDIBBBf2oiEA0AC0EAKAKUiIKAACEOCyAOQQAoAtiHgoAANgLAAUGAhoKAAEGMhoKAAEG4iIKAAEEBQQAQoYCAgAAQnICAgAAiDkUNASABIABsIQdBjIaCgABBuIiCgABBASAOEKGAgIAAGkEAKAKchoKAACEQQYiJgoAAIQYCQANAQQAhEgJAIBBBAUgNACAQQX9qIRFBACEOQaSGgoAAIQRBACESA0AgDiARIA5GakECdEGghoKAAGooAgAgDiARIA5HakECdEGwhoKAAGooAgBsQQJ0QT9qQUBxIBJqIAQoAgBBAnRBP2pBQHFqIRIgBEEEaiEEIBAgDkEBaiIORw0ACwtBgIaCgAAgEhCcgICAACIDRQ0CAkBBACgCnIaCgAAiEEEBSA0AIBBBf2ohBUEAIQ5BpIaCgAAhEiAGIQRBACERA0AgBCADIBFqNgIAIARBBGogAyAOIAUgDkZqQQJ0QaCGgoAAaigCACAOIAUgDkdqQQJ0QbCGgoAAaigCAGxBAnRBP2pBQHEgEWoiEWo2AgAgEigCAEECdEE/akFAcSARaiERIBJBBGohEiAEQQhqIQQgECAOQQFqIg5HDQALIAZBGGoiBkHoiYKAAEcNAUEAIQRBACgCoIaCgAAhEkGkhoKAACEOA0AgEkEBaiAOKAIAIhJsIARqIQQgDkEEaiEOIBBBf2oiEA0ACyAEQQJ0IQ4MAgsgBkEYaiIGQeiJgoAARw0AC0EAIQ4LQQAhCUEAQYCGgoAAIA4QnICAgAAiDjYCvIyCgAAgDkUNAUEAIQlBACEOAkBBACgCnIaCgAAiEkEBSA0AQQAhBEEAKAKghoKAACERQaSGgoAAIQ4DQCARQQFqIA4oAgAiEWwgBGohBCAOQQRqIQ4gEkF/aiISDQALIARBAnQhDgtBAEGAhoKAACAOEJyAgIAAIg42AsCMgoAAIA5FDQFBACEJQQBBgIaCgABBACgCmIaCgABBJGwQnICAgAAiDjYCkIiCgAAgDkUNAUEAIQlBAEGAhoKAACAHQQR0EJyAgIAAIg42AsSMgoAAIA5FDQFBACEJQQBBgIaCgAAgAiAHbEECdCIEEJyAgIAAIg42AsiMgoAAIA5FDQFBACEJQQBBgIaCgAAgBBCcgICAACIONgLMjIKAACAORQ0BQQEhCUEAQQE2AoCKgoAAQQBBATYCoIiCgABBAEHwhoKAADYCnIiCgABBAEGIhoKAADYCuIiCgABBAEGAhoKAADYCiIaCgABBAEEAKAKAhoKAADYChIaCgAAMAQtBACEJCyAPJICAgIAAIAkLHwBBACgCwISCgAAgAEGsAWxqIAFBFGxqQegAaigCAAsRACAAQQJ0QeyAgoAAaigCAAsfAEEAKALAhIKAACAAQawBbGogAUEUbGpB5ABqKAIAC9ACARB/AkBBACgCnIaCgABBAUgNAEEAKAKghoKAACEAQQAoAryMgoAAIQFBACECA0AgAkEBaiIDQQJ0IgRBoIaCgABqIgUoAgAhBgJAIABBAUgNACACQQJ0QbCGgoAAaiEHIAJBFGwiCEHch4KAAGohCSAEQbCGgoAAaiEKIAhB1IeCgABqIQtBACEMQQAhDQNAAkAgBkEBSA0AIAcoAgBBAnQhDiAJKAIAIA1BAnRqIQQgCygCACAKKAIAIAxsaiEIIAYhDwNAIAggASoCADgCACAEIAEqAgA4AgAgCEEEaiEIIAQgDmohBCABQQRqIQEgD0F/aiIPDQALCyAMQQRqIQwgDUEBaiINIABHDQALCyACQRRsQdiHgoAAaigCACABIAZBAnQQg4CAgAAaIAEgBSgCACIAQQJ0aiEBIAMhAiADQQAoApyGgoAASA0ACwsLrAEBBH9BACEAQQBBwICCgABBACgCxICCgABBAnQiAUEIakEAKALIgIKAACICQQJqbEEAKAL8gIKAAGwQnICAgAAiAzYCtIWCgAACQCADRQ0AQQAhAEEAQcCAgoAAQQAoAsSAgoAAQQAoAoCBgoAAbEEDdBCcgICAACIDNgK8hYKAACADRQ0AQQBBwICCgAAgASACbBCcgICAACIANgK4hYKAACAAQQBHIQALIAAL+wMECH8BfgJ/AX0jgICAgABB8AFrIgIkgICAgAAgAkGAg4KAADYCGCACQaiBgoAANgIUIAJB3ISCgAA2AhAgAkHEgIKAADYCCCACQQA2AhwgAkEAKALAhIKAACIDQeQAajYCDCACQSBqIAMoAqQBQcgBEIOAgIAAGiACQYCAgPwDNgLoAQJAIAAgAU4NACAAQQFqIQQgAEEDdCEFA0BBACgCuIGCgAAhBgJAQQAoAoCBgoAAIgdBAUgNACAGIAcgBWwiCGohA0EAKAK8gYKAACAIaiEIQQAhCUJ/QQBBACgCyICCgABrQT9xrYghCgNAIANCADcDACAIQn8gCiAJQQFqIgkgB0gbNwMAIANBCGohAyAIQQhqIQggByAJRw0ACwsgAEEBaiELAkBBACgCyICCgAAiDEEBSA0AIAYgByAAbEEDdGohB0EAIQNBACgC/ICCgAAiCEECdCEGQQAoArCBgoAAIAggBCAMQQJqbEEBamxBAnRqQQxqIQhBACoCnIGCgAAhDQNAIAcgA0EDdkH4////AXFqIgkgCCoCACANXq0gA0E/ca2GIAkpAwCENwMAIAggBmohCCAMIANBAWoiA0cNAAsLIAJBCGogABCGgICAACAEQQFqIQQgBUEIaiEFIAshACALIAFHDQALCyACQfABaiSAgICAAAssAQF/QcyMgoAAIQECQCAAQQRLDQAgAEECdEGQgIKAAGooAgAhAQsgASgCAAstAEEAKALAhIKAACAAQawBbGoiACADOAKoASAAIAI4AlwgACgCpAEgATgCxAEL0B8NCn8Bfgd/A3sKfwF9AX8BfQF7AX4CewF+AX0jgICAgABBkAJrIgckgICAgAACQEEALQCQgYKAACAERg0AQQAgBDoAkIGCgAAgB0EANgI8IAdBgIOCgAA2AjggB0GogYKAADYCNCAHQdyEgoAANgIwIAdBACgCwISCgAAiCEHkAGo2AiwgB0HEgIKAADYCKCAHQcAAaiAIKAKkAUHIARCDgICAABogB0GAgID8AzYCiAICQEEAKALEgIKAAEEBSA0AQQAhCQNAQQAoArCBgoAAQQAoAsiAgoAAQQJqIAlBAWoiCGxBACgC/ICCgAAiCmxBAnRqQQAgCkECdBCUgICAABpBACgCsIGCgABBACgCyICCgAAiCiAKQQJqIAhsakEBakEAKAL8gIKAACIKbEECdGpBACAKQQJ0EJSAgIAAGiAHQShqIAkQhoCAgAAgCCEJIAhBACgCxICCgABIDQALCyAEDQBBACgCsIGCgABBAEEAKAL8gIKAAEEAKALIgIKAAEECamxBAnQiCBCUgICAABpBACgCsIGCgABBACgCyICCgABBAmpBACgCxICCgABBAWpsQQAoAvyAgoAAbEECdGpBACAIEJSAgIAAGgtBACADNgLshIKAAEEAIAI2AtyEgoAAQQAgATYC4ISCgAACQAJAAkACQEEAKALEhIKAAEEASg0AIAVDAAAAAF4hCwwBC0GkASEIQQAhCgNAIAdBKGpBACgCwISCgAAgCGpBfGooAgBBACgC0ICCgAAQmICAgAAaQQAoAsCEgoAAIAhqKAIAIAdBKGpBvQEQg4CAgAAaIAhBrAFqIQggCkEBaiIKQQAoAsSEgoAAIglIDQALIAVDAAAAAF4hCyAJQQBKDQELQQAoAsCEgoAAIQQMAQtBACgCwISCgAAiBEGoAWohCANAQQEhCgJAIAtBAXENACAIKgIAQwAAAABeIQoLIAhBrAFqIQggCiELIAlBf2oiCQ0ACyAKIQsLIAdBgIOCgAA2AjggB0GogYKAADYCNCAHQdyEgoAANgIwIAdBxICCgAA2AiggByAEQeQAajYCLCAHQQA2AjwgB0EoakEYaiAEKAKkAUHIARCDgICAABogB0GAgID8AzYCiAIgB0EQakHAhIKAADYCACAHQSBqQQAoAuyEgoAANgIAIAdBHGpBACgC3ISCgAA2AgAgB0EYakEAKALghIKAAEGNzOUAbEHf5rvjA2o2AgAgB0GogYKAADYCCCAHQcSAgoAANgIEIAdBACgCyICCgABBAmo2AhQgByAHQShqNgIMIAcgB0EoajYCAAJAIABBAUgNACACQY3M5QBsIQwgAEF/aiENQQAhDgNAAkAgBiAOIA1GcSIPQQFHDQBBACgCvIWCgAAgBygCNCgCFEEAKALEgIKAAEEAKAKAgYKAAGxBA3QQg4CAgAAaIAcoAigiCCgCAEEBSA0AQQAhCQNAIAlBAWohBAJAIAgoAjwiA0EBSA0AQQAoAryFgoAAIAMgCWxBA3RqIRBBACECA0ACQCAQIAJBA3RqKQMAIhFQDQAgAkEGdEEBciEKA0BBACgCtIWCgAAgCiAReqdqIAcoAigiCCgCBEECaiAEbGogCCgCOCIIbEECdCIJaiAHKAI0KAIIIAlqIAhBAnQQg4CAgAAaIBFCf3wgEYMiEVBFDQALCyACQQFqIgIgA0cNAAsgBygCKCEICyAEIQkgBCAIKAIASA0ACwsCQEEAKALEhIKAAEECSA0AIAcoAigiEigCAEEBSA0AIAcoAjQiEygCICEUQQAhFSASIQhBACEWA0AgFCAIKAI8IgggFmxBA3RqIRcCQAJAIBIoAkBFDQACQAJAIBIoAjwiGEEASg0AIBhBf2ohCgwBCyAUIAggFWxqIQggGEEBakF+cSEJIBhBf2oiCv0RIRn9DAAAAAABAAAAAAAAAAAAAAAhGgNAAkAgGiAZ/T4iG/0bAEEBcUUNACAIQn83AwALAkAgGyAa/Q0AAQIDAAAAAAQFBgcAAAAA/RsCQQFxRQ0AIAhBCGpCfzcDAAsgCEEQaiEIIBr9DAIAAAACAAAAAAAAAAAAAAD9rgEhGiAJQX5qIgkNAAsLIBcgCkEDdGpCf0EAIBIoAgRrQT9xrYg3AwAMAQsgEiATKAIQIBYgEygCKCAXEJWAgIAAIBIoAjwhGAsgFkEBaiEcAkAgGEEBSA0AQQAhHQNAAkAgFyAdQQN0aikDACIRUA0AIB1BBnQhHgNAQQAoAsiEgoAAIh8gHiAReqdyIiAgBygCKCIQKAIEIgJBAmoiISAcbGpBAWoiImotAAAhIwJAIAcoAjQoAghBDGoiJCAQKAI4IiUgImxBAnRqKgIAIBAqAlgiJl4NACAQLQBMISdBACEIA0AgFiAIQf8BcUEDbiIKaiIEQX9qIQkgICAKQX1sIAhqQf8BcWoiA0F/aiEKAkACQAJAICdB/wFxRQ0AIAogAmogAm8hCiAQKAIAIgQgCWogBG8hCQwBCyAERQ0BIAQgECgCAEoNASADRQ0BIAMgAkoNAQsgJCAKIAlBAWogIWxqQQFqIgkgJWxBAnRqKgIAIiggJl5FDQAgHyAJai0AACEjICghJgsgCEEBaiIIQQlHDQALC0EAKALMhIKAACAiaiAjOgAAIBFCf3wgEYMiEVBFDQALCyAdQQFqIh0gGEcNAAsLAkAgHCASKAIAIghODQAgFUEIaiEVIAcoAighCCAcIRYMAQsLIAhBAUgNAEEAIScDQCASIBQgJyATKAIoIBMoAiwiHhCVgICAAAJAAkAgEigCPCIcQQBKDQAgJ0EBaiEnDAELIBQgBygCKCgCPCAnbEEDdGohCSAeIQggHCEKA0AgCCAIKQMAIAkpAwBCf4WDNwMAIAlBCGohCSAIQQhqIQggCkF/aiIKDQALICdBAWohH0EAISIDQAJAIB4gIkEDdGopAwAiEVANACAiQQZ0ISMDQCAjIBF6p3IhECAHKAIoIgQtAEwhIEEAISRBACgCzISCgAAhJUEBIRZDAAAAACEoIAcoAjQhIUEAIQkDQCAnIAlB/wFxQQNuIghqIgJBf2ohCiAQIAhBfWwgCWpB/wFxaiIDQX9qIQgCQAJAAkAgIEH/AXFFDQAgBCgCBCICIAhqIAJvIQggBCgCACIDIApqIANvIQoMAQsgAkEBSA0BIAIgBCgCAEoNASADRQ0BIAMgBCgCBCICSg0BCyAUIAQoAjwgCmxBA3RqIAhBBnVBA3RqKQMAIAhBP3GtiEIBg1ANACAhKAIIIAQoAjggCCAKQQFqIAJBAmpsakEBaiIKbEECdGpBDGoqAgAhJiAWQf8BcSEIQQAhFgJAIAgNACAmICheRQ0BCyAmQwAAgP8gJiAmWxshKCAlIApqLQAAISQLIAlBAWoiCUEJRw0ACyAQIAQoAgRBAmogH2xqICVqQQFqICQ6AAAgEUJ/fCARgyIRUEUNAAsLICJBAWoiIiAcRw0ACyAfIScLICcgEigCAEgNAAsLIAcgDkEAEJ+AgIAAAkBBACgCxISCgABBAkgNACAHKAIoIggoAgBBAUgNAEEAIQkDQCAJQQFqIQoCQCAIKAI8IgJBAUgNACAHKAI0KAIUIAIgCWxBA3RqIQNBACEEA0ACQCADIARBA3RqKQMAIhFQDQAgBEEGdEEBciEJA0BBACgCyISCgAAgCSAReqdqIAcoAigoAgRBAmogCmxqIghqQQAoAsyEgoAAIAhqLQAAOgAAIBFCf3wgEYMiEVBFDQALCyAEQQFqIgQgAkcNAAsgBygCKCEICyAKIQkgCiAIKAIASA0ACwsCQCALRQ0AIAcoAigiBCgCAEEBSA0AIA4gAWpBjczlAGxB3+a74wNq/REhKUEAIR5BASEhIAQhCANAIB5BAWohFAJAIAQoAjwiI0EBSA0AIAcoAjQiCSgCFCAIKAI8IB5sQQN0IghqIR8gCSgCECAIaiEiIB5BEHQhJEEAISUDQAJAIB8gJUEDdCIIaikDACIRUA0AICVBBnQhFiAiIAhqIQIDQCAWIBF6IiqnciIJIAcoAigiCCgCBEECaiIQIBRsakEBaiInIAgoAjgiIGxBAnQhAyAHKAI0KAIIIQhBACEKAkBBACgCxISCgABBAkgNAEEAKALIhIKAACAnai0AACEKCyAIIANqIQMCQCAEKAI4QQFIDQAgCCAgIAkgISAQbGpBAWpsQQJ0aiEIIAkgJGpBjczlAGxB3+a74wNq/REhK0EAKALAhIKAACAKQawBbGoqAqgBIAWS/RMhLEEAIQogDCEJA0AgCCAI/QAEACAsIAn9Ef0MxNfQQim8MkmOoJRP84T2Vf2uASIbICn9tQEgK/2uASIaIBv9tQEgKf2uASIZIBr9tQEgG/2uASIbQRD9rQEgG/1RIBlBEP2tASAZ/VH9tQEgGkEQ/a0BIBr9Uf2uAUEI/a0B/foB/QwAAAA0AAAANAAAADQAAAA0/eYB/QwAAIC/AACAvwAAgL8AAIC//eQB/eYB/eQB/QsEACAJQZSjnswBaiEJIAhBEGohCCAKQQRqIgogBCgCOEgNAAsLIAIgAikDACItQgEgKoaEIC1CfiAqiYMgAyoCDCAEKgJYXhs3AwAgEUJ/fCARgyIRUEUNAAsLICVBAWoiJSAjRw0ACwsgB0EoaiAeEIaAgIAAIBQgBCgCAE4NASAhQQFqISEgBygCKCEIIBQhHgwACwsCQCAPRQ0AQQAoAriFgoAAQQAgBygCKCIjKAIAICMoAgRsQQJ0EJSAgIAAGiAjKAIAIhJBAUgNAEEAIR1BACgCvIWCgAAhFSAjKAI8ISIgBygCNCEXIAcoAighHwNAAkACQCAiQQBKDQAgHUEBaiEdDAELIB1BAWohGCAXKAIUIB8oAjwgHWxBA3QiCGohHiAVIAhqIRxBACElQQAoAriFgoAAISBBACgCtIWCgAAhJANAAkAgHiAlQQN0IghqKQMAIBwgCGopAwAiLYQiKlANACAlQQZ0IQMgIygCBCAdbCEQIB8oAgRBAmogGGxBAWohJyAjKAI4IRYgHygCOCEUIBcoAgghISAjKAIIIgKyIS4DQCADICp6IhGnciEEAkACQCACQQFODQBDAAAAACEoDAELQgEgEYYgLYMhESAkICcgBGoiCCAWbEECdGohCSAhIAggFGxBAnRqIQhDAAAAACEoIAIhCgNAIAgqAgAhJgJAIBFQDQAgJiAJKgIAkyEmCyAIQQRqIQggCUEEaiEJICggJouSISggCkF/aiIKDQALCyAgIAQgEGpBAnRqICggLpU4AgAgKkJ/fCAqgyIqUEUNAAsLICVBAWoiJSAiRw0ACyAYIR0LIB0gEkcNAAsLIA5BAWoiDiAARw0ACwsgB0GQAmokgICAgAALhQ0HBX8Cfg1/AXsBfAJ9AXwjgICAgABBkAJrIgAkgICAgAAgAEGAioKAADYCGCAAQbiIgoAANgIUIABBwIuCgAA2AhAgAEHUh4KAADYCDEGMhoKAACEBIABBjIaCgAA2AghBACECIABBADYCHCAAQSBqQQAoApSIgoAAQcgBEIOAgIAAGiAAQQAqAriMgoAAOALoAUEAKAKMhoKAACEDAkACQEEAKALki4KAACIEDQBBACECQQA0AoCKgoAAIQUgA6whBgwBCyADrCIGQQA0AoCKgoAAIgV/p0EBSA0AQYyGgoAAIQFBuIiCgAAhA0GQhoKAACEHQQAhAgNAQQAoAsyIgoAAIQggAygCCCEJIAEoAjghCiAEIAEoAggiCyACbCAHKAIAIgNsQQJ0akEAIAtBAnQiByADbBCUgICAACELIAJBAWohDAJAIAAoAggiASgCPCINQQFIDQAgCSADQQJqIAxsQQFqIApsQQJ0aiEJIAggDSACbEEDdGohAUEAIQgDQAJAIAEgCEEDdGopAwAiBVANACAIQQZ0IQQDQCALIAQgBXqnciICIAAoAggiAygCCGxBAnRqIAkgAygCOCACbEECdGogBxCDgICAABogBUJ/fCAFgyIFUEUNAAsLIAhBAWoiCCANRw0ACyAAKAIIIQELIAwgACgCHCICQQFqrCABNAIAIgZ+IAAoAhg0AgAiBX+nTg0BIAFBBGohByAAKAIQKAIkIQQgACgCFCEDIAwhAgwACwsCQCAGIAKsfiAFf6ciDCAGIAJBAWqsfiAFf6ciDk4NACAAKAIUIgMoAgggASgCOCICIAEoAgQiCEECaiIEIAxBAWpsQQFqbEECdGohCiACQQJ0IQ0gCEEEdCEPIAIgBGxBAnQhEEEAKALEjIKAACAIIAxsQQR0aiERIAAoAhBBxABqKAIAIQkgAygCRCESIABB8AFqQRBqIRMDQCAT/QwAAAAAAAAAAAAAAAAAAAAAIhT9CwQAIAAgFP0LBPABAkAgCEEBSA0AQQAhCyAKIQQgESEHA0AgAEHwAWohAkEAIQMDQCACIAL9AAQAIAQgA2r9XQIAIAcgA2r9XQIA/eUB/V8iFCAU/fIB/fAB/QsEACACQRBqIQIgA0EIaiIDQRBHDQALIAQgDWohBCAHQRBqIQcgC0EBaiILIAhHDQALCyAMQQFqIQREAAAAAAAAAAAhFUEAIQIgAEHwAWohAwNAIBUgAysDACAJIAJqKgIAu6KgIRUgA0EIaiEDIAJBBGoiAkEQRw0ACyASIAxBA3RqIBU5AwAgCiAQaiEKIBEgD2ohESAEIQwgBCAORw0ACwsgAEEIahCEgICAAAJAAkAgASgCACIDQQFODQBEAAAAAAAAAAAhFQwBCyAAKAIUKAJEIQJEAAAAAAAAAAAhFQNAIBUgAisDAKAhFSACQQhqIQIgA0F/aiIDDQALCyAAQQhqEISAgIAAIBUgASgCALdEAAAAAAAAEECiIAEoAgS3oqMhFUMAAIA/IRYCQEEAKgKMjIKAACIXQwAAgD9bDQAgFUQ6jDDijnlFPqAgF7siGEQAAAAAAADwv6AQgICAgAAgGKK2IRYLQQAgFjgCuIyCgAAgACAWOALoASAAKAIUIQsCQCAAKAIcIgmsIAAoAggiBDQCACIFfiAAKAIYNAIAIgZ/pyICIAlBAWqsIAV+IAZ/p04NACAEKAJgIQggBCEHA0ACQAJAIAAoAhAoAiwiCQ0AIAJBAWohAwwBCyAAQQhqIAIgCygCFCAJIAAoAhQoAgwgBygCBEECaiACQQFqIgNsQQFqIAcoAjhsQQJ0ahCagICAAAsgAEEIaiAEIAggCygCFCACQQAQloCAgAAgAyECIAMgACgCHCIJQQFqrCAAKAIIIgc0AgB+IAAoAhg0AgB/p0gNAAsLAkAgCUEDSg0AIAtB1ABqIQggBEEYaiENA0ACQCAEKAIQIgtBAUgNACAIIAlBGGxqIQNBACECIA0hBwNAIANBfGooAgBBACAEIAIgAiALQX9qIgtGakECdGpBFGooAgAgBCACIAIgC0dqQQJ0akEkaigCAGxBAnQQlICAgAAaIAMoAgBBACAHKAIAQQJ0EJSAgIAAGiADQQhqIQMgB0EEaiEHIAJBAWoiAiAEKAIQIgtIDQALCyAAKAIYKAIAIAlqIglBBEgNAAsLIABBCGoQhICAgAAgAEGQAmokgICAgAAgFbYLXQEEf0EAIQICQEH//3sgACgCACIDayABSQ0AAkAgAyABQT9qQUBxaiIBQf//A2pBEHYiBD8AIgVNDQAgBCAFa0AAQX9GDQEgACgCACEDCyAAIAE2AgAgAyECCyACC6YCBAJ/BXsCfgN7I4CAgIAAQRBrIQZBACEHA0AgBiAI/QsEACAGIAdBA3FBAnRyIAc2AgAgBv0ABAAhCCAHQQFqIgdBBEcNAAsgAyAEQRB0aiEHIAH9ESIJIAD9ESIK/bUBIQsgAv0RIQxCACENQnwhDgNAAkAgBSAOQgR8Ig6IQg+DUA0AIAf9ESAI/a4B/QwNZhkADWYZAA1mGQANZhkA/bUBIAv9rgH9DF/zbjxf8248X/NuPF/zbjz9rgEiDyAJ/bUBIAr9rgEiECAP/bUBIAn9rgEiEUEQ/a0BIBH9USAQQRD9rQEgEP1R/bUBIA9BEP2tASAP/VH9rgFBCP2tASAM/Tr9pAGtIA6GIA2EIQ0LIAdBBGohByAOQjxUDQALIA0gBYMLqgcCDH8DeyOAgICAAEEQayIFJICAgIAAAkACQCAAQRBqKAIAIgYoAgQiB0EBRw0AIAYoAgAiByAHQeQAaiAHKAKkASAAKAIMKAIMKAIIIAEgAiADIAQQsoCAgAAMAQsgB0EBSA0AIAJBAUgNACAAKAIMKAIAKAI4IghBAnQhCUEAIQpBACELA0AgBigCDCEMIAEhB0EAIQ1BACEOA0ACQCAKIAwgBygCACIPai0AAEcNACAGKAIQIA5BAnQiEGogDzYCACAGKAIUIBBqIA02AgAgDkEBaiEOCyAHQQRqIQcgAiANQQFqIg1HDQALAkAgDiACRg0AAkAgDkUNACAGKAIAIApBrAFsaiIHIAdB5ABqIAcoAqQBIAAoAgwoAgwoAgggBigCECAOIAMgBigCGBCygICAACAOQQFIDQBBACEHQQAhDSAOIQ8DQCAEIAAoAhAiBigCFCAHaigCACAIbEECdGogBigCGCANaiAAKAIMKAIAKAI4QQJ0EIOAgIAAGiAHQQRqIQcgDSAJaiENIA9Bf2oiDw0ACwsgCkEBaiIKIAAoAhAiBigCBE4NAiAOIAtqIgsgAkgNAQwCCwsgBigCACAKQawBbGoiByAHQeQAaiAHKAKkASAAKAIMKAIMKAIIIAEgAiADIAQQsoCAgAALAkAgACgCBCIHLQBNRQ0AIAJBAUgNACAAKAIIKAIIIQhBACEJIAcoAjgiBkEBSCELA0ACQCALDQAgASAJQQJ0aiEMIAQgCSAGbEECdGohEEEAIQ0DQCAAKAIUIQ8gDCgCACEOQQAhBwNAIAUgEf0LBAAgBSAHQQNxQQJ0ciAHNgIAIAX9AAQAIREgB0EBaiIHQQRHDQALIBAgDUECdCIHaiIKIAr9AAQAIAggDiAGbEECdGogB2r9AAQAIAD9CQIcIBEgDUEBcv0R/a4B/Qy5eTeeuXk3nrl5N565eTee/bUB/a4B/QwNZhkADWYZAA1mGQANZhkA/bUB/Qxf8248X/NuPF/zbjxf8248/a4BIhIgAP0JAhgiE/21ASAOIA9tIgdBEHQgDiAHIA9sa2pBjczlAGxB0pqisn1q/RH9rgEiESAS/bUBIBP9rgEiEyAR/bUBIBL9rgEiEkEQ/a0BIBL9USATQRD9rQEgE/1R/bUBIBFBEP2tASAR/VH9rgFBCP2tASAA/QkCIP06/VL9CwQAIA1BBGoiDSAGSA0ACwsgCUEBaiIJIAJHDQALCyAFQRBqJICAgIAAC/wBAQh/IAMgASgCBCIEQQJqIgVtIgYgBWxBf3MgA2ohByAGQX9qIQhBACEDIAEtAExB/wFxIQkDQCAIIANB/wFxQQNuIgVqIgpBf2ohBiAHIAVBfWwgA2pB/wFxaiILQX9qIQUCQAJAAkAgCUUNACAFIARqIARvIQUgASgCACIKIAZqIApvIQYMAQsgCkEBSA0BIAogASgCAEoNASALQQFIDQEgCyAESg0BCyACKAIkIAAoAgAoAjwgBmxBA3QiBmogBUEGdUEDdCIKaiILIAspAwAgAigCICAGaiAKaikDAEIBIAVBP3GthoOENwMACyADQQFqIgNBCUcNAAsLTQEBfiACKAIUIAAgA2xBA3QiAGogBEEDdCIDaikDACACQRhBJCABG2ooAgAgAGogA2opAwAiBUJ/hYMgAigCHCAAaiADaikDACAFg4QL4AcIA3sBfQF/AX0DfwN7AX8EeyAAIAIgAyAEIAUgBigCABCHgICAACAAIAEgAiAGIAVBABCIgICAACAAIAEgAiAGIAAoAhBBf2ogBSAHEImAgIAAIAL9CQLEAf0MAAAAAAAAAAAAAAAAAAAAACII/eQBIAr9DQABAgMAAQIDAAECAwABAgMhCSAAKgJcIQsgACgCOCEMIAIqAsQBIQ0CQAJAIAAoAkhBAUYNACALQwAAgH9dDQAgBUEBSA0BIAxBAnQhDkEAIQ8gDEEBSCEQA0ACQCAQDQAgBCAPQQJ0aiEAQQAhASAHIQIgAyEGA0AgAiAGIA4gACgCAGxq/QAEACAJIAL9AAQA/eYB/eQB/QsEACACQRBqIQIgBkEQaiEGIAFBBGoiASAMSA0ACwsgByAOaiEHIA9BAWoiDyAFRw0ADAILCyAFQQFIDQBDAACAPyANk0MAAAAAkv0TIREgDEECdCEOIAv9EyAI/eQBIAr9DQABAgMAAQIDAAECAwABAgMiEv3hASETQQAhECAMQQFIIRQDQAJAIBQNACAEIBBBAnRqIQ9BACEBIAMhBiAHIQIDQCAGIA4gDygCAGxq/QAEACEVIAL9AAQAIQoCQCAAKAJIQQFHDQAgCv0M////f////3////9/////f/1O/QwAAK5CAACuQgAArkIAAK5C/egBIhb9DDuquD87qrg/O6q4PzuquD/95gH9DAAAQEsAAEBLAABASwAAQEv95AEiF/0MAABAywAAQMsAAEDLAABAy/3kASIY/QyDgF45g4BeOYOAXjmDgF45/eYBIBYgGP0MAIAxvwCAMb8AgDG/AIAxv/3mAf3kAf3kASIWIBYgFiAWIBYgFiAW/QwBDVC5AQ1QuQENULkBDVC5/eYB/QxhC7Y6YQu2OmELtjphC7Y6/eQB/eYB/QyJiAi8iYgIvImICLyJiAi8/eQB/eYB/Qyrqio9q6oqPauqKj2rqio9/eQB/eYB/Qyrqiq+q6oqvquqKr6rqiq+/eQB/eYB/QwAAAA/AAAAPwAAAD8AAAA//eQB/eYB/QwAAIC/AACAvwAAgL8AAIC//eQB/eYB/QwAAIA/AACAPwAAgD8AAIA/Ihb95AH9DAAAgD8AAIA/AACAPwAAgD8gF0EX/asB/bEB/eYBIhcgFiAKIAj9Q/1SIBYgFyAW/eQB/ecB/eYBIQogESAV/eYBIRULIAIgEiAVIAkgCv3mAf3kASIKIBP96wEgCiAS/UT9Uv0LBAAgBkEQaiEGIAJBEGohAiABQQRqIgEgDEgNAAsLIAcgDmohByAQQQFqIhAgBUcNAAsLC6IDBgF/AXsBfwN7Bn8BeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJq/QAEACEEAkACQCAAKAIIIgVBAU4NACAEIQYgBCEHIAQhCAwBCyAFQQFqIQkgACgCGEECdCEKIAAoAhQgAmohAiAAKAIMIgsgACgCECIMIAFsQQJ0aiEFIAsgDCABQQJ0Ig1BBGpsaiEBIAsgDCANQQhqbGohDiALIAwgDUEMamxqIQsgBCEGIAQhByAEIQgDQCAEIAL9AAQAIg8gC/0JAgD95gH95AEhBCAGIA8gDv0JAgD95gH95AEhBiAHIA8gAf0JAgD95gH95AEhByAIIA8gBf0JAgD95gH95AEhCCACIApqIQIgAUEEaiEBIA5BBGohDiALQQRqIQsgBUEEaiEFIAlBf2oiCUEBSw0ACwsgAyAI/QwAAAAAAAAAAAAAAAAAAAAAIg/96wH9CwQAIAMgACgCIEECdGogByAP/esB/QsEACADIAAoAiBBA3RqIAYgD/3rAf0LBAAgAyAAKAIgQQxsaiAEIA/96wH9CwQAC94CBgF/AXsBfwJ7BX8BeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJq/QAEACEEAkACQCAAKAIIIgVBAU4NACAEIQYgBCEHDAELIAVBAWohCCAAKAIYQQJ0IQkgACgCFCACaiECIAAoAgwiCiAAKAIQIgsgAWxBAnRqIQUgCiALIAFBAnQiDEEEamxqIQEgCiALIAxBCGpsaiEKIAQhBiAEIQcDQCAEIAL9AAQAIg0gCv0JAgD95gH95AEhBCAGIA0gAf0JAgD95gH95AEhBiAHIA0gBf0JAgD95gH95AEhByACIAlqIQIgAUEEaiEBIApBBGohCiAFQQRqIQUgCEF/aiIIQQFLDQALCyADIAf9DAAAAAAAAAAAAAAAAAAAAAAiDf3rAf0LBAAgAyAAKAIgQQJ0aiAGIA396wH9CwQAIAMgACgCIEEDdGogBCAN/esB/QsEAAuYAgYBfwF7AX8BewR/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACav0ABAAhBAJAAkAgACgCCCIFQQFODQAgBCEGDAELIAVBAWohByAAKAIYQQJ0IQggACgCFCACaiECIAAoAgwiCSAAKAIQIgogAWxBAnRqIQUgCSAKIAFBAnRBBGpsaiEBIAQhBgNAIAQgAv0ABAAiCyAB/QkCAP3mAf3kASEEIAYgCyAF/QkCAP3mAf3kASEGIAIgCGohAiABQQRqIQEgBUEEaiEFIAdBf2oiB0EBSw0ACwsgAyAG/QwAAAAAAAAAAAAAAAAAAAAAIgv96wH9CwQAIAMgACgCIEECdGogBCAL/esB/QsEAAvCAQMBfwF7BH8gACgCJCACQQJ0IgNq/QAEACEEIAAoAiAhBSAAKAIcIQYCQCAAKAIIIgJBAUgNACACQQFqIQcgACgCGEECdCEIIAAoAhQgA2ohAiAAKAIMIAAoAhAgAWxBAnRqIQADQCAEIAL9AAQAIAD9CQIA/eYB/eQBIQQgAiAIaiECIABBBGohACAHQX9qIgdBAUsNAAsLIAYgBSABbEECdGogA2ogBP0MAAAAAAAAAAAAAAAAAAAAAP3rAf0LBAAL4QQEAn8IewZ/BXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACaiIE/QAEECEFIAT9AAQAIQYCQAJAIAAoAggiBEEBTg0AIAUhByAGIQggBSEJIAYhCiAGIQsgBSEMDAELIARBAWohDSAAKAIYQQJ0IQ4gACgCFCACaiECIAAoAgwiDyAAKAIQIhAgAWxBAnRqIQQgDyAQIAFBAnQiEUEEamxqIQEgDyAQIBFBCGpsaiESIA8gECARQQxqbGohDyAFIQcgBiEIIAUhCSAGIQogBiELIAUhDANAIAsgD/0JAgAiEyAC/QAEACIU/eYB/eQBIQsgBiAS/QkCACIVIBT95gH95AEhBiAIIAH9CQIAIhYgFP3mAf3kASEIIAogBP0JAgAiFyAU/eYB/eQBIQogDCATIAJBEGr9AAQAIhT95gH95AEhDCAFIBUgFP3mAf3kASEFIAcgFiAU/eYB/eQBIQcgCSAXIBT95gH95AEhCSACIA5qIQIgAUEEaiEBIBJBBGohEiAPQQRqIQ8gBEEEaiEEIA1Bf2oiDUEBSw0ACwsgAyAJ/QwAAAAAAAAAAAAAAAAAAAAAIhT96wH9CwQQIAMgCiAU/esB/QsEACADIAAoAiBBAnRqIAggFP3rAf0LBAAgACgCIEECdCADakEQaiAHIBT96wH9CwQAIAMgACgCIEEDdGogBiAU/esB/QsEACAAKAIgQQN0IANqQRBqIAUgFP3rAf0LBAAgAyAAKAIgQQxsaiALIBT96wH9CwQAIAAoAiBBDGwgA2pBEGogDCAU/esB/QsEAAvsAwQCfwZ7BX8EeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJqIgT9AAQQIQUgBP0ABAAhBgJAAkAgACgCCCIEQQFODQAgBSEHIAYhCCAGIQkgBSEKDAELIARBAWohCyAAKAIYQQJ0IQwgACgCFCACaiECIAAoAgwiDSAAKAIQIg4gAWxBAnRqIQQgDSAOIAFBAnQiD0EEamxqIQEgDSAOIA9BCGpsaiENIAUhByAGIQggBiEJIAUhCgNAIAkgDf0JAgAiECAC/QAEACIR/eYB/eQBIQkgBiAB/QkCACISIBH95gH95AEhBiAIIAT9CQIAIhMgEf3mAf3kASEIIAogECACQRBq/QAEACIR/eYB/eQBIQogBSASIBH95gH95AEhBSAHIBMgEf3mAf3kASEHIAIgDGohAiABQQRqIQEgDUEEaiENIARBBGohBCALQX9qIgtBAUsNAAsLIAMgB/0MAAAAAAAAAAAAAAAAAAAAACIR/esB/QsEECADIAggEf3rAf0LBAAgAyAAKAIgQQJ0aiAGIBH96wH9CwQAIAAoAiBBAnQgA2pBEGogBSAR/esB/QsEACADIAAoAiBBA3RqIAkgEf3rAf0LBAAgACgCIEEDdCADakEQaiAKIBH96wH9CwQAC/UCBAJ/BHsEfwN7IAAoAhwgACgCICABbEECdGogAkECdCICaiEDIAAoAiQgAmoiBP0ABBAhBSAE/QAEACEGAkACQCAAKAIIIgRBAU4NACAGIQcgBSEIDAELIARBAWohCSAAKAIYQQJ0IQogACgCFCACaiECIAAoAgwiCyAAKAIQIgwgAWxBAnRqIQQgCyAMIAFBAnRBBGpsaiEBIAYhByAFIQgDQCAHIAH9CQIAIg0gAv0ABAAiDv3mAf3kASEHIAYgBP0JAgAiDyAO/eYB/eQBIQYgCCANIAJBEGr9AAQAIg795gH95AEhCCAFIA8gDv3mAf3kASEFIAIgCmohAiABQQRqIQEgBEEEaiEEIAlBf2oiCUEBSw0ACwsgAyAF/QwAAAAAAAAAAAAAAAAAAAAAIg396wH9CwQQIAMgBiAN/esB/QsEACADIAAoAiBBAnRqIAcgDf3rAf0LBAAgACgCIEECdCADakEQaiAIIA396wH9CwQAC/ABBAJ/AnsBfwF7IAAoAhwgACgCICABbEECdGogAkECdCICaiEDIAAoAiQgAmoiBP0ABBAhBSAE/QAEACEGAkAgACgCCCIEQQFIDQAgBEEBaiEEIAAoAhhBAnQhByAAKAIUIAJqIQIgACgCDCAAKAIQIAFsQQJ0aiEAA0AgBiAA/QkCACIIIAL9AAQA/eYB/eQBIQYgBSAIIAJBEGr9AAQA/eYB/eQBIQUgAiAHaiECIABBBGohACAEQX9qIgRBAUsNAAsLIAMgBf0MAAAAAAAAAAAAAAAAAAAAACII/esB/QsEECADIAYgCP3rAf0LBAAL/AIGAX8BewF/A3sGfwF7IAAoAhwgACgCICABbEECdGogAkECdCICaiEDIAAoAiQgAmr9AAQAIQQCQAJAIAAoAggiBUEBTg0AIAQhBiAEIQcgBCEIDAELIAVBAWohCSAAKAIYQQJ0IQogACgCFCACaiECIAAoAgwiCyAAKAIQIgwgAWxBAnRqIQUgCyAMIAFBAnQiDUEEamxqIQEgCyAMIA1BCGpsaiEOIAsgDCANQQxqbGohCyAEIQYgBCEHIAQhCANAIAQgAv0ABAAiDyAL/QkCAP3mAf3kASEEIAYgDyAO/QkCAP3mAf3kASEGIAcgDyAB/QkCAP3mAf3kASEHIAggDyAF/QkCAP3mAf3kASEIIAIgCmohAiABQQRqIQEgDkEEaiEOIAtBBGohCyAFQQRqIQUgCUF/aiIJQQFLDQALCyADIAj9CwQAIAMgACgCIEECdGogB/0LBAAgAyAAKAIgQQN0aiAG/QsEACADIAAoAiBBDGxqIAT9CwQAC70CBgF/AXsBfwJ7BX8BeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJq/QAEACEEAkACQCAAKAIIIgVBAU4NACAEIQYgBCEHDAELIAVBAWohCCAAKAIYQQJ0IQkgACgCFCACaiECIAAoAgwiCiAAKAIQIgsgAWxBAnRqIQUgCiALIAFBAnQiDEEEamxqIQEgCiALIAxBCGpsaiEKIAQhBiAEIQcDQCAEIAL9AAQAIg0gCv0JAgD95gH95AEhBCAGIA0gAf0JAgD95gH95AEhBiAHIA0gBf0JAgD95gH95AEhByACIAlqIQIgAUEEaiEBIApBBGohCiAFQQRqIQUgCEF/aiIIQQFLDQALCyADIAf9CwQAIAMgACgCIEECdGogBv0LBAAgAyAAKAIgQQN0aiAE/QsEAAv8AQYBfwF7AX8BewR/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACav0ABAAhBAJAAkAgACgCCCIFQQFODQAgBCEGDAELIAVBAWohByAAKAIYQQJ0IQggACgCFCACaiECIAAoAgwiCSAAKAIQIgogAWxBAnRqIQUgCSAKIAFBAnRBBGpsaiEBIAQhBgNAIAQgAv0ABAAiCyAB/QkCAP3mAf3kASEEIAYgCyAF/QkCAP3mAf3kASEGIAIgCGohAiABQQRqIQEgBUEEaiEFIAdBf2oiB0EBSw0ACwsgAyAG/QsEACADIAAoAiBBAnRqIAT9CwQAC60BAwF/AXsEfyAAKAIkIAJBAnQiA2r9AAQAIQQgACgCICEFIAAoAhwhBgJAIAAoAggiAkEBSA0AIAJBAWohByAAKAIYQQJ0IQggACgCFCADaiECIAAoAgwgACgCECABbEECdGohAANAIAQgAv0ABAAgAP0JAgD95gH95AEhBCACIAhqIQIgAEEEaiEAIAdBf2oiB0EBSw0ACwsgBiAFIAFsQQJ0aiADaiAE/QsEAAunBAQCfwh7Bn8FeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJqIgT9AAQQIQUgBP0ABAAhBgJAAkAgACgCCCIEQQFODQAgBSEHIAYhCCAFIQkgBiEKIAYhCyAFIQwMAQsgBEEBaiENIAAoAhhBAnQhDiAAKAIUIAJqIQIgACgCDCIPIAAoAhAiECABbEECdGohBCAPIBAgAUECdCIRQQRqbGohASAPIBAgEUEIamxqIRIgDyAQIBFBDGpsaiEPIAUhByAGIQggBSEJIAYhCiAGIQsgBSEMA0AgCyAP/QkCACITIAL9AAQAIhT95gH95AEhCyAGIBL9CQIAIhUgFP3mAf3kASEGIAggAf0JAgAiFiAU/eYB/eQBIQggCiAE/QkCACIXIBT95gH95AEhCiAMIBMgAkEQav0ABAAiFP3mAf3kASEMIAUgFSAU/eYB/eQBIQUgByAWIBT95gH95AEhByAJIBcgFP3mAf3kASEJIAIgDmohAiABQQRqIQEgEkEEaiESIA9BBGohDyAEQQRqIQQgDUF/aiINQQFLDQALCyADIAn9CwQQIAMgCv0LBAAgAyAAKAIgQQJ0aiAI/QsEACAAKAIgQQJ0IANqQRBqIAf9CwQAIAMgACgCIEEDdGogBv0LBAAgACgCIEEDdCADakEQaiAF/QsEACADIAAoAiBBDGxqIAv9CwQAIAAoAiBBDGwgA2pBEGogDP0LBAALvAMEAn8GewV/BHsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACaiIE/QAEECEFIAT9AAQAIQYCQAJAIAAoAggiBEEBTg0AIAUhByAGIQggBiEJIAUhCgwBCyAEQQFqIQsgACgCGEECdCEMIAAoAhQgAmohAiAAKAIMIg0gACgCECIOIAFsQQJ0aiEEIA0gDiABQQJ0Ig9BBGpsaiEBIA0gDiAPQQhqbGohDSAFIQcgBiEIIAYhCSAFIQoDQCAJIA39CQIAIhAgAv0ABAAiEf3mAf3kASEJIAYgAf0JAgAiEiAR/eYB/eQBIQYgCCAE/QkCACITIBH95gH95AEhCCAKIBAgAkEQav0ABAAiEf3mAf3kASEKIAUgEiAR/eYB/eQBIQUgByATIBH95gH95AEhByACIAxqIQIgAUEEaiEBIA1BBGohDSAEQQRqIQQgC0F/aiILQQFLDQALCyADIAf9CwQQIAMgCP0LBAAgAyAAKAIgQQJ0aiAG/QsEACAAKAIgQQJ0IANqQRBqIAX9CwQAIAMgACgCIEEDdGogCf0LBAAgACgCIEEDdCADakEQaiAK/QsEAAvPAgQCfwR7BH8DeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAyAAKAIkIAJqIgT9AAQQIQUgBP0ABAAhBgJAAkAgACgCCCIEQQFODQAgBiEHIAUhCAwBCyAEQQFqIQkgACgCGEECdCEKIAAoAhQgAmohAiAAKAIMIgsgACgCECIMIAFsQQJ0aiEEIAsgDCABQQJ0QQRqbGohASAGIQcgBSEIA0AgByAB/QkCACINIAL9AAQAIg795gH95AEhByAGIAT9CQIAIg8gDv3mAf3kASEGIAggDSACQRBq/QAEACIO/eYB/eQBIQggBSAPIA795gH95AEhBSACIApqIQIgAUEEaiEBIARBBGohBCAJQX9qIglBAUsNAAsLIAMgBf0LBBAgAyAG/QsEACADIAAoAiBBAnRqIAf9CwQAIAAoAiBBAnQgA2pBEGogCP0LBAAL1AEEAn8CewF/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMgACgCJCACaiIE/QAEECEFIAT9AAQAIQYCQCAAKAIIIgRBAUgNACAEQQFqIQQgACgCGEECdCEHIAAoAhQgAmohAiAAKAIMIAAoAhAgAWxBAnRqIQADQCAGIAD9CQIAIgggAv0ABAD95gH95AEhBiAFIAggAkEQav0ABAD95gH95AEhBSACIAdqIQIgAEEEaiEAIARBf2oiBEEBSw0ACwsgAyAF/QsEECADIAb9CwQAC8cCBAN/BHsCfwF7IAAoAhwgACgCICIDIAFsQQJ0aiACQQJ0IgRqIgX9AAQAIQYgBSADQQxsav0ABAAhByAFIANBA3Rq/QAEACEIIAUgA0ECdGr9AAQAIQkCQCAAKAIIIgNBAUgNACADQQFqIQIgACgCGEECdCEKIAAoAhBBAnQhCyAAKAIMIAFBAnRqIQMgACgCFCAEaiEBA0AgBiAB/QAEACIMIAP9CQIA/eYB/eQBIQYgByAMIANBDGr9CQIA/eYB/eQBIQcgCCAMIANBCGr9CQIA/eYB/eQBIQggCSAMIANBBGr9CQIA/eYB/eQBIQkgASAKaiEBIAMgC2ohAyACQX9qIgJBAUsNAAsLIAUgBv0LBAAgBSAAKAIgQQJ0aiAJ/QsEACAFIAAoAiBBA3RqIAj9CwQAIAUgACgCIEEMbGogB/0LBAALkwIEA38DewJ/AXsgACgCHCAAKAIgIgMgAWxBAnRqIAJBAnQiBGoiBf0ABAAhBiAFIANBA3Rq/QAEACEHIAUgA0ECdGr9AAQAIQgCQCAAKAIIIgNBAUgNACADQQFqIQIgACgCGEECdCEJIAAoAhBBAnQhCiAAKAIMIAFBAnRqIQMgACgCFCAEaiEBA0AgBiAB/QAEACILIAP9CQIA/eYB/eQBIQYgByALIANBCGr9CQIA/eYB/eQBIQcgCCALIANBBGr9CQIA/eYB/eQBIQggASAJaiEBIAMgCmohAyACQX9qIgJBAUsNAAsLIAUgBv0LBAAgBSAAKAIgQQJ0aiAI/QsEACAFIAAoAiBBA3RqIAf9CwQAC98BBAJ/AnsCfwF7IAAoAhwgACgCICIDIAFsQQJ0aiACQQJ0IgJqIgT9AAQAIQUgBCADQQJ0av0ABAAhBgJAIAAoAggiA0EBSA0AIANBAWohAyAAKAIYQQJ0IQcgACgCEEECdCEIIAAoAgwgAUECdGohASAAKAIUIAJqIQIDQCAFIAL9AAQAIgkgAf0JAgD95gH95AEhBSAGIAkgAUEEav0JAgD95gH95AEhBiACIAdqIQIgASAIaiEBIANBf2oiA0EBSw0ACwsgBCAF/QsEACAEIAAoAiBBAnRqIAb9CwQAC6UBAwJ/AXsCfyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiA2oiBP0ABAAhBQJAIAAoAggiAkEBSA0AIAJBAWohAiAAKAIYQQJ0IQYgACgCEEECdCEHIAAoAgwgAUECdGohASAAKAIUIANqIQADQCAFIAD9AAQAIAH9CQIA/eYB/eQBIQUgACAGaiEAIAEgB2ohASACQX9qIgJBAUsNAAsLIAQgBf0LBAAL/QMEA38IewN/BnsgACgCHCAAKAIgIgMgAWxBAnRqIAJBAnQiBGoiBf0ABBAhBiAF/QAEACEHIAUgA0EMbGoiAv0ABBAhCCAC/QAEACEJIAUgA0EDdGoiAv0ABBAhCiAC/QAEACELIAUgA0ECdGoiA/0ABBAhDCAD/QAEACENAkAgACgCCCIDQQFIDQAgA0EBaiEOIAAoAhhBAnQhDyAAKAIQQQJ0IRAgACgCFCAEaiECIAFBAnQgACgCDGpBDGohAwNAIAogA0F8av0JAgAiESACQRBq/QAEACIS/eYB/eQBIQogDCADQXhq/QkCACITIBL95gH95AEhDCAGIANBdGr9CQIAIhQgEv3mAf3kASEGIAkgA/0JAgAiFSAC/QAEACIW/eYB/eQBIQkgCCAVIBL95gH95AEhCCALIBEgFv3mAf3kASELIA0gEyAW/eYB/eQBIQ0gByAUIBb95gH95AEhByACIA9qIQIgAyAQaiEDIA5Bf2oiDkEBSw0ACwsgBSAG/QsEECAFIAf9CwQAIAUgACgCIEECdGogDf0LBAAgACgCIEECdCAFakEQaiAM/QsEACAFIAAoAiBBA3RqIAv9CwQAIAAoAiBBA3QgBWpBEGogCv0LBAAgBSAAKAIgQQxsaiAJ/QsEACAAKAIgQQxsIAVqQRBqIAj9CwQAC5gDBAN/BnsCfwV7IAAoAhwgACgCICIDIAFsQQJ0aiACQQJ0IgRqIgX9AAQQIQYgBf0ABAAhByAFIANBA3RqIgL9AAQQIQggAv0ABAAhCSAFIANBAnRqIgP9AAQQIQogA/0ABAAhCwJAIAAoAggiA0EBSA0AIANBAWohAiAAKAIYQQJ0IQwgACgCEEECdCENIAAoAgwgAUECdGohAyAAKAIUIARqIQEDQCAIIANBCGr9CQIAIg4gAUEQav0ABAAiD/3mAf3kASEIIAogA0EEav0JAgAiECAP/eYB/eQBIQogByAD/QkCACIRIAH9AAQAIhL95gH95AEhByAJIA4gEv3mAf3kASEJIAsgECAS/eYB/eQBIQsgBiARIA/95gH95AEhBiABIAxqIQEgAyANaiEDIAJBf2oiAkEBSw0ACwsgBSAG/QsEECAFIAf9CwQAIAUgACgCIEECdGogC/0LBAAgACgCIEECdCAFakEQaiAK/QsEACAFIAAoAiBBA3RqIAn9CwQAIAAoAiBBA3QgBWpBEGogCP0LBAALtgIEA38EewJ/BHsgACgCHCAAKAIgIgMgAWxBAnRqIAJBAnQiBGoiBf0ABBAhBiAF/QAEACEHIAUgA0ECdGoiAv0ABBAhCCAC/QAEACEJAkAgACgCCCICQQFIDQAgAkEBaiEDIAAoAhhBAnQhCiAAKAIQQQJ0IQsgACgCDCABQQJ0aiEBIAAoAhQgBGohAgNAIAggAUEEav0JAgAiDCACQRBq/QAEACIN/eYB/eQBIQggByAB/QkCACIOIAL9AAQAIg/95gH95AEhByAJIAwgD/3mAf3kASEJIAYgDiAN/eYB/eQBIQYgAiAKaiECIAEgC2ohASADQX9qIgNBAUsNAAsLIAUgBv0LBBAgBSAH/QsEACAFIAAoAiBBAnRqIAn9CwQAIAAoAiBBAnQgBWpBEGogCP0LBAALzgEEAn8CewJ/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgNqIgT9AAQQIQUgBP0ABAAhBgJAIAAoAggiAkEBSA0AIAJBAWohAiAAKAIYQQJ0IQcgACgCEEECdCEIIAAoAgwgAUECdGohASAAKAIUIANqIQADQCAGIAH9CQIAIgkgAP0ABAD95gH95AEhBiAFIAkgAEEQav0ABAD95gH95AEhBSAAIAdqIQAgASAIaiEBIAJBf2oiAkEBSw0ACwsgBCAF/QsEECAEIAb9CwQAC44DBAJ/BHsGfwF7IAAoAhwgACgCICABbEECdGogAkECdCICaiEDAkACQCAAKAIIIgRBAU4NAP0MAAAAAAAAAAAAAAAAAAAAACIFIQYgBSEHIAUhCAwBCyAEQQFqIQkgACgCGEECdCEKIAAoAhQgAmohAiAAKAIMIgsgACgCECIMIAFsQQJ0aiEEIAsgDCABQQJ0Ig1BBGpsaiEBIAsgDCANQQhqbGohDiALIAwgDUEMamxqIQv9DAAAAAAAAAAAAAAAAAAAAAAiBSEGIAUhByAFIQgDQCAFIAL9AAQAIg8gC/0JAgD95gH95AEhBSAGIA8gDv0JAgD95gH95AEhBiAHIA8gAf0JAgD95gH95AEhByAIIA8gBP0JAgD95gH95AEhCCACIApqIQIgAUEEaiEBIA5BBGohDiALQQRqIQsgBEEEaiEEIAlBf2oiCUEBSw0ACwsgAyAI/QsEACADIAAoAiBBAnRqIAf9CwQAIAMgACgCIEEDdGogBv0LBAAgAyAAKAIgQQxsaiAF/QsEAAvPAgQCfwN7BX8BeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAwJAAkAgACgCCCIEQQFODQD9DAAAAAAAAAAAAAAAAAAAAAAiBSEGIAUhBwwBCyAEQQFqIQggACgCGEECdCEJIAAoAhQgAmohAiAAKAIMIgogACgCECILIAFsQQJ0aiEEIAogCyABQQJ0IgxBBGpsaiEBIAogCyAMQQhqbGohCv0MAAAAAAAAAAAAAAAAAAAAACIFIQYgBSEHA0AgBSAC/QAEACINIAr9CQIA/eYB/eQBIQUgBiANIAH9CQIA/eYB/eQBIQYgByANIAT9CQIA/eYB/eQBIQcgAiAJaiECIAFBBGohASAKQQRqIQogBEEEaiEEIAhBf2oiCEEBSw0ACwsgAyAH/QsEACADIAAoAiBBAnRqIAb9CwQAIAMgACgCIEEDdGogBf0LBAALjgIEAn8CewR/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMCQAJAIAAoAggiBEEBTg0A/QwAAAAAAAAAAAAAAAAAAAAAIgUhBgwBCyAEQQFqIQcgACgCGEECdCEIIAAoAhQgAmohAiAAKAIMIgkgACgCECIKIAFsQQJ0aiEEIAkgCiABQQJ0QQRqbGohAf0MAAAAAAAAAAAAAAAAAAAAACIFIQYDQCAFIAL9AAQAIgsgAf0JAgD95gH95AEhBSAGIAsgBP0JAgD95gH95AEhBiACIAhqIQIgAUEEaiEBIARBBGohBCAHQX9qIgdBAUsNAAsLIAMgBv0LBAAgAyAAKAIgQQJ0aiAF/QsEAAvNAQMDfwF7An8gACgCICEDIAAoAhwhBAJAAkAgACgCCCIFQQFODQD9DAAAAAAAAAAAAAAAAAAAAAAhBgwBCyAFQQFqIQcgACgCGEECdCEIIAAoAhQgAkECdGohBSAAKAIMIAAoAhAgAWxBAnRqIQD9DAAAAAAAAAAAAAAAAAAAAAAhBgNAIAYgBf0ABAAgAP0JAgD95gH95AEhBiAFIAhqIQUgAEEEaiEAIAdBf2oiB0EBSw0ACwsgBCADIAFsQQJ0aiACQQJ0aiAG/QsEAAu7BAQCfwh7Bn8FeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAwJAAkAgACgCCCIEQQFODQD9DAAAAAAAAAAAAAAAAAAAAAAiBSEGIAUhByAFIQggBSEJIAUhCiAFIQsgBSEMDAELIARBAWohDSAAKAIYQQJ0IQ4gACgCFCACaiECIAAoAgwiDyAAKAIQIhAgAWxBAnRqIQQgDyAQIAFBAnQiEUEEamxqIQEgDyAQIBFBCGpsaiESIA8gECARQQxqbGohD/0MAAAAAAAAAAAAAAAAAAAAACIFIQYgBSEHIAUhCCAFIQkgBSEKIAUhCyAFIQwDQCALIA/9CQIAIhMgAv0ABAAiFP3mAf3kASELIAYgEv0JAgAiFSAU/eYB/eQBIQYgCCAB/QkCACIWIBT95gH95AEhCCAKIAT9CQIAIhcgFP3mAf3kASEKIAwgEyACQRBq/QAEACIU/eYB/eQBIQwgBSAVIBT95gH95AEhBSAHIBYgFP3mAf3kASEHIAkgFyAU/eYB/eQBIQkgAiAOaiECIAFBBGohASASQQRqIRIgD0EEaiEPIARBBGohBCANQX9qIg1BAUsNAAsLIAMgCf0LBBAgAyAK/QsEACADIAAoAiBBAnRqIAj9CwQAIAAoAiBBAnQgA2pBEGogB/0LBAAgAyAAKAIgQQN0aiAG/QsEACAAKAIgQQN0IANqQRBqIAX9CwQAIAMgACgCIEEMbGogC/0LBAAgACgCIEEMbCADakEQaiAM/QsEAAvQAwQCfwZ7BX8EeyAAKAIcIAAoAiAgAWxBAnRqIAJBAnQiAmohAwJAAkAgACgCCCIEQQFODQD9DAAAAAAAAAAAAAAAAAAAAAAiBSEGIAUhByAFIQggBSEJIAUhCgwBCyAEQQFqIQsgACgCGEECdCEMIAAoAhQgAmohAiAAKAIMIg0gACgCECIOIAFsQQJ0aiEEIA0gDiABQQJ0Ig9BBGpsaiEBIA0gDiAPQQhqbGohDf0MAAAAAAAAAAAAAAAAAAAAACIFIQYgBSEHIAUhCCAFIQkgBSEKA0AgCSAN/QkCACIQIAL9AAQAIhH95gH95AEhCSAGIAH9CQIAIhIgEf3mAf3kASEGIAggBP0JAgAiEyAR/eYB/eQBIQggCiAQIAJBEGr9AAQAIhH95gH95AEhCiAFIBIgEf3mAf3kASEFIAcgEyAR/eYB/eQBIQcgAiAMaiECIAFBBGohASANQQRqIQ0gBEEEaiEEIAtBf2oiC0EBSw0ACwsgAyAH/QsEECADIAj9CwQAIAMgACgCIEECdGogBv0LBAAgACgCIEECdCADakEQaiAF/QsEACADIAAoAiBBA3RqIAn9CwQAIAAoAiBBA3QgA2pBEGogCv0LBAAL4wIEAn8EewR/A3sgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMCQAJAIAAoAggiBEEBTg0A/QwAAAAAAAAAAAAAAAAAAAAAIgUhBiAFIQcgBSEIDAELIARBAWohCSAAKAIYQQJ0IQogACgCFCACaiECIAAoAgwiCyAAKAIQIgwgAWxBAnRqIQQgCyAMIAFBAnRBBGpsaiEB/QwAAAAAAAAAAAAAAAAAAAAAIgUhBiAFIQcgBSEIA0AgByAB/QkCACINIAL9AAQAIg795gH95AEhByAGIAT9CQIAIg8gDv3mAf3kASEGIAggDSACQRBq/QAEACIO/eYB/eQBIQggBSAPIA795gH95AEhBSACIApqIQIgAUEEaiEBIARBBGohBCAJQX9qIglBAUsNAAsLIAMgBf0LBBAgAyAG/QsEACADIAAoAiBBAnRqIAf9CwQAIAAoAiBBAnQgA2pBEGogCP0LBAAL7QEEAn8CewF/AXsgACgCHCAAKAIgIAFsQQJ0aiACQQJ0IgJqIQMCQAJAIAAoAggiBEEBTg0A/QwAAAAAAAAAAAAAAAAAAAAAIgUhBgwBCyAEQQFqIQQgACgCGEECdCEHIAAoAhQgAmohAiAAKAIMIAAoAhAgAWxBAnRqIQD9DAAAAAAAAAAAAAAAAAAAAAAiBSEGA0AgBSAA/QkCACIIIAL9AAQA/eYB/eQBIQUgBiAIIAJBEGr9AAQA/eYB/eQBIQYgAiAHaiECIABBBGohACAEQX9qIgRBAUsNAAsLIAMgBv0LBBAgAyAF/QsEAAsL9AwCAEGAgAILJLCAAABIggAAxIAAALiCAAA8hgAAQIYAABCEAABEhgAASIYAAABBwIACC8AMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAPwAAgD8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgD8AAIA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==");

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
    supported ??= typeof WebAssembly === "object" && WebAssembly.validate(trainer_default);
    return supported;
  }
  var compiled = null;
  var Kernel = class _Kernel {
    exports;
    constructor(instance) {
      this.exports = instance.exports;
    }
    static async create() {
      compiled ??= WebAssembly.compile(trainer_default);
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
  var SERVED2 = {
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
      const unserved = unservedKind(organism, SERVED2);
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
    const learned2 = count(shape.learned);
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
      const own2 = learned2.map((filter) => {
        const taps2 = NEIGHBOURS.map(
          ([name], tap) => `row(${(9 * filter + tap) * shape.layers + layer}) * ${name}`
        );
        return `      f${shape.filters.length + filter}_${layer} = ${taps2.join("\n        + ")};`;
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
    of(taps2) {
      const first = taps2.find((tap) => tap !== 0);
      if (first === void 0) return null;
      const positive = taps2.map((tap) => first < 0 ? -tap : tap);
      const key2 = positive.map((tap) => tap + 0).join();
      const name = this.names.get(key2) ?? this.declare(key2, positive);
      return first < 0 ? `(-${name})` : name;
    }
    declare(key2, taps2) {
      const text2 = sumText(taps2);
      const name = text2 === "c" ? text2 : `sum${this.names.size}`;
      if (name !== text2) this.declared.push(`      vec4 ${name} = ${text2};`);
      this.names.set(key2, name);
      return name;
    }
  };
  function sumText(taps2) {
    const weights = [...new Set(taps2.map(Math.abs))].filter((weight) => weight > 0);
    const parts = weights.map((weight) => {
      const [plus, minus] = [weight, -weight].map(
        (tap) => NEIGHBOURS.filter((_3, i4) => taps2[i4] === tap).map(([name]) => name)
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
      const after2 = `(lives ? survivor${layer}(cell) : vec4(0.0))`;
      return `dot(abs(${after2} - texelFetch(before, ivec3(cell, ${layer}), 0)), vec4(1.0))`;
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
    const begun2 = Object.entries(sourcesOf(organisms[0], shape, memory)).map(
      ([pass, source]) => [pass, startProgram(gl, source)]
    );
    return {
      ready: () => compiled2(
        gl,
        begun2.map(([, program]) => program)
      ),
      finish: () => {
        const finished2 = begun2.map(([pass, program]) => [pass, finishProgram(gl, program)]);
        const programs = Object.fromEntries(finished2);
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
      const emptied3 = organisms[0].channels !== this.rules.shape.channels;
      this.rules = replaceRules(device.gl, this.rules, organisms);
      this.population = organisms;
      if (emptied3) {
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
      const [before, after2] = this.life;
      device.draw(programs.life, after2.target, near(3), {
        ...common,
        state: ["array", this.state.texture],
        life: ["texture", before.texture],
        speciesCount: ["int", this.population.length]
      });
      this.life = [after2, before];
      const life = { ...common, life: ["texture", after2.texture] };
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
  var SERVED3 = {
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
      const unserved = unservedKind(organism, SERVED3);
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
          const begun2 = beginRules(device.gl, organisms, memory);
          await begun2.ready();
          return new WebglEngine(device, begun2.finish(), organisms, settings, obstacle2);
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
    const tried2 = [];
    if (options.quick === true || wanted !== void 0) {
      for (const factory of order) {
        if (tried2.some(({ kind }) => kind === factory.kind)) continue;
        const result = await set(factory, organisms, world, settings);
        tried2.push(result);
        if (result.engine !== null) return choice(result, tried2, factories);
      }
    } else {
      await probeAll(factories, organisms, world, settings, options, tried2);
      const best = fastest(tried2);
      if (best !== null) return choice(best, tried2, factories);
    }
    const reasons = tried2.map(({ kind, reason }) => `${kind}: ${reason ?? "failed"}`).join(" · ");
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
  async function probeAll(factories, organisms, world, settings, options, tried2) {
    const now = options.now ?? (() => performance.now());
    let grown3 = options.grown ?? null;
    for (const factory of quickOrder(factories)) {
      const { kind } = factory;
      if (kind === "webgl2-half" && tried2.some((other) => other.kind === "webgl2" && other.engine !== null)) {
        tried2.push({
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
        tried2.push(result);
        continue;
      }
      try {
        grown3 ??= grow(result.engine, now);
        const fastest2 = Math.min(...tried2.map((other) => other.milliseconds ?? Infinity));
        const milliseconds = probe(result.engine, grown3, now, fastest2);
        tried2.push({ ...result, milliseconds });
      } catch (error) {
        result.engine.dispose();
        tried2.push({ ...result, engine: null, outcome: "failed", reason: messageOf(error) });
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
  function probe(engine, grown3, now, fastest2) {
    engine.write(grown3);
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
    engine.write(emptied(grown3));
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
  function fastest(tried2) {
    let best = null;
    const cost = (one) => (one.milliseconds ?? Infinity) * (one.kind === "webgl2-half" ? HALF_MUST_GAIN : 1);
    for (const one of tried2) {
      if (one.engine !== null && (best === null || cost(one) < cost(best))) best = one;
    }
    return best;
  }
  function choice(best, tried2, factories) {
    for (const { engine } of tried2) if (engine !== best.engine) engine?.dispose();
    const results = factories.map(({ kind }) => {
      const found = tried2.find((one) => one.kind === kind);
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
      const reach2 = REACH / 2;
      const tried2 = TURNS.map((degrees, which) => {
        let least = { error: Infinity, down: 0, across: 0, degrees };
        for (let down = -reach2; down <= reach2; down++) {
          for (let across = -reach2; across <= reach2; across++) {
            const error = difference(small, this.#half[which], down + reach2, across + reach2);
            if (error < least.error) least = { error, down: 2 * down, across: 2 * across, degrees };
          }
        }
        return least;
      });
      const [unturned, ...others] = tried2;
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
    const store2 = useStore();
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
        paint2(store2, context, width, height);
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
  function windowOf(store2, series, low, high) {
    const now = series.length > 0 ? series.stepAt(series.length - 1) : 0;
    const wound2 = store2.wounds.value[store2.wounds.value.length - 1];
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
  function paintHealing(store2, context, width, height) {
    void store2.samples.value;
    const colours = store2.palette.value;
    const series = store2.healingSeries;
    const window2 = windowOf(store2, series, -5, 0);
    const { x: x4, y: y5 } = axes(context, width, height, window2, colours, [0, -1, -2, -3, -4, -5]);
    context.setLineDash([3, 3]);
    context.strokeStyle = colours.quiet;
    context.beginPath();
    context.moveTo(LEFT, Math.round(y5(HEALED2)) + 0.5);
    context.lineTo(width - RIGHT, Math.round(y5(HEALED2)) + 0.5);
    context.stroke();
    context.setLineDash([]);
    context.strokeStyle = colours.accent;
    for (const step of store2.wounds.value) {
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
    const store2 = useStore();
    const value = store2.healing.value;
    const against = store2.healingAgainst.value;
    const form = store2.form.value;
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
  function paintTrace(store2, context, width, height) {
    void store2.samples.value;
    const colours = store2.palette.value;
    const series = store2.traceSeries.value;
    let most = 1;
    for (let index = 0; index < series.length; index++) {
      for (let which = 0; which < series.width; which++) {
        const value = Math.abs(series.valueAt(index, which));
        if (value > most && value < 1e6) most = value;
      }
    }
    const window2 = windowOf(store2, series, -most, most);
    const tick = most >= 10 ? Math.round(most) : Math.round(10 * most) / 10;
    const { x: x4, y: y5 } = axes(context, width, height, window2, colours, [tick, 0, -tick]);
    context.lineWidth = 1.2;
    for (let channel = series.width - 1; channel >= 0; channel--) {
      context.strokeStyle = channelColour(channel, series.width, colours);
      curve(context, series, channel, x4, y5, window2.first);
    }
  }
  function TraceChart() {
    const store2 = useStore();
    const cell2 = store2.traced.value;
    const figure = A2(null);
    h2(() => figure.current?.scrollIntoView({ block: "nearest" }), [cell2]);
    if (cell2 === null) return null;
    void store2.samples.value;
    const series = store2.traceSeries.value;
    const last = series.length - 1;
    return /* @__PURE__ */ u4("figure", { class: "trace", ref: figure, children: [
      /* @__PURE__ */ u4("figcaption", { children: [
        "Cell in row ",
        cell2.row,
        ", column ",
        cell2.column,
        /* @__PURE__ */ u4("button", { type: "button", class: "text-button", onClick: () => store2.traced.value = null, children: "End trace" })
      ] }),
      /* @__PURE__ */ u4(ChartCanvas, { label: "Channels of the traced cell over the steps", height: 150, paint: paintTrace }),
      /* @__PURE__ */ u4("dl", { class: "channel-values", "aria-label": "Channels of the traced cell", children: Array.from({ length: series.width }, (_3, channel) => /* @__PURE__ */ u4("div", { children: [
        /* @__PURE__ */ u4("dt", { style: { color: channelColour(channel, series.width, store2.palette.value) }, children: shortName(channel) }),
        /* @__PURE__ */ u4("dd", { children: last < 0 ? "–" : series.valueAt(last, channel).toFixed(2) })
      ] }, channel)) })
    ] });
  }

  // playground/becoming.tsx
  function Becoming({ actions }) {
    const store2 = useStore();
    const organism = store2.current.value?.organism;
    if (organism === void 0 || organism.pictures.length < 2) return null;
    const now = pictureOf(organism, store2.signals.value[store2.species.value]);
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
    const store2 = useStore();
    const canvas = A2(null);
    const parents = store2.current.value?.organism.parents ?? null;
    h2(() => {
      const target = canvas.current;
      if (target === null || parents === null) return;
      const draw = () => {
        void store2.samples.value;
        const snapshot = life.measure.latest;
        if (snapshot !== null && target.clientWidth > 0) paint(target, snapshot, parents, store2.palette.value);
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
    const store2 = useStore();
    const { turn, fireRate, noise: noise2, boundary, firesPerChannel: firesPerChannel2 } = store2;
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
    const store2 = useStore();
    const { signals, species } = store2;
    const told2 = signals.value[species.value] ?? [];
    const tell = (values) => {
      signals.value = signals.value.map((one, index) => index === species.value ? values : one);
    };
    const organism = store2.current.value?.organism;
    if (organism === void 0 || told2.length === 0) return null;
    if (told2.length <= MOST_SLIDERS) {
      return /* @__PURE__ */ u4("div", { class: "signal", role: "group", "aria-label": "Signal", children: told2.map((value, index) => /* @__PURE__ */ u4(
        Slider,
        {
          label: nameOf(organism, index) ?? `Signal ${index}`,
          value,
          low: -1,
          high: 1,
          step: 0.01,
          shown: value.toFixed(2),
          onInput: (next) => tell(told2.map((one, i4) => i4 === index ? next : one))
        },
        index
      )) });
    }
    const read2 = (text2) => {
      const values = text2.trim().split(/[\s,]+/).map(Number);
      if (values.length === told2.length && values.every(Number.isFinite)) tell(values);
      else store2.say(`The signal consists of ${told2.length} numbers separated by spaces.`, "error");
    };
    return /* @__PURE__ */ u4("label", { class: "field signal", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: [
        "Signal, ",
        told2.length,
        " numbers"
      ] }),
      /* @__PURE__ */ u4(
        "input",
        {
          type: "text",
          "aria-label": "Signal",
          value: told2.join(" "),
          onChange: (event) => read2(event.currentTarget.value)
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
    const store2 = useStore();
    const [purpose, setPurpose] = d2("show");
    const toggle = (wish) => setPurpose(purpose === wish ? "show" : wish);
    const chosen = store2.current.value;
    const full = store2.living.value.length >= MOST_SPECIES2;
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
      store2.living.value.length > 1 && /* @__PURE__ */ u4(SpeciesChoice, {})
    ] });
  }
  var PURPOSES = {
    show: { label: "Organism to show", hint: null },
    add: { label: "Organism to add", hint: "Choose an organism to add to this world." },
    infect: { label: "Organism whose picture to take over", hint: "Choose the organism whose picture the rule of this world takes over." }
  };
  function Picker({ purpose, actions, onChosen }) {
    const store2 = useStore();
    const [shown, setShown] = d2(null);
    const all = store2.library.value;
    const chosen = store2.current.value;
    const filter = all.length > MANY ? shown ?? chosen?.regime ?? "all" : "all";
    const listed = filter === "all" ? all : all.filter(({ regime }) => regime === filter);
    const labelled2 = filter === "all" && all.length > 1;
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
      /* @__PURE__ */ u4("div", { class: labelled2 ? "picker labelled" : "picker", role: "group", "aria-label": PURPOSES[purpose].label, children: listed.map((specimen2) => /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          "aria-label": fullName(specimen2, store2.library.value),
          title: obstacle2(specimen2) ?? fullName(specimen2, store2.library.value),
          "aria-pressed": store2.living.value.includes(specimen2),
          disabled: obstacle2(specimen2) !== null,
          onClick: () => choose(specimen2),
          children: [
            /* @__PURE__ */ u4(Portrait, { specimen: specimen2 }),
            labelled2 && /* @__PURE__ */ u4("span", { class: "kind", children: kindName(specimen2, all) })
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
    const store2 = useStore();
    return /* @__PURE__ */ u4("div", { class: "species", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: "In this world" }),
      /* @__PURE__ */ u4(
        Choice,
        {
          label: "Species in use",
          value: store2.species.value,
          options: store2.living.value.map((specimen2, value) => ({
            value,
            name: `Use ${fullName(specimen2, store2.library.value)}`,
            text: /* @__PURE__ */ u4(S, { children: [
              /* @__PURE__ */ u4(Portrait, { specimen: specimen2 }),
              /* @__PURE__ */ u4("span", { class: "kind", children: kindName(specimen2, store2.library.value) })
            ] })
          })),
          onChange: (value) => {
            store2.species.value = value;
            store2.healingSeries.clear();
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
    const store2 = useStore();
    const all = looks(store2.current.value?.organism ?? { channels: 16, parents: null });
    const options = (kind) => all.filter(({ of }) => of === kind).map(({ look, name, text: text2 }) => ({ value: lookKey(look), name, text: text2 }));
    const change = (key2) => {
      store2.look.value = all.find(({ look }) => lookKey(look) === key2).look;
    };
    const value = lookKey(store2.look.value);
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
      store2.traced.value === null ? /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          class: "text-button",
          "aria-pressed": store2.tool.value === "inspect",
          onClick: () => store2.tool.value = "inspect",
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
    const store2 = useStore();
    const { height, width } = store2.world.value;
    const block = store2.current.value?.organism.parents?.factor ?? 1;
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
            value: store2.seed.value,
            onChange: (event) => {
              actions.seed(event.currentTarget.value);
              event.currentTarget.value = String(store2.seed.value);
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
    const store2 = useStore();
    const report = store2.engineReport.value;
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
            value: store2.engineWish.value,
            onChange: (event) => actions.engine(event.currentTarget.value),
            children: [
              /* @__PURE__ */ u4("option", { value: "auto", children: [
                "Fastest",
                store2.engineKind.value === null ? "" : `: ${ENGINE_NAMES[store2.engineKind.value]}`
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
    constructor(store2, life, box, ground, overlay) {
      this.#store = store2;
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
      const distance3 = (point) => Math.hypot(point.x - other.x, point.y - other.y);
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      const factor = distance3(now) / Math.max(distance3(before), 1);
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
  function strokeOf(store2) {
    const species = store2.species.value;
    switch (store2.tool.value) {
      case "erase":
        return { kind: "erase" };
      case "seed":
        return { kind: "seed", species };
      case "colour":
        return { kind: "colour", colour: parseColour(store2.colour.value), species };
      case "species":
        return { kind: "species", species };
      default:
        return null;
    }
  }

  // playground/stage.tsx
  function Stage({ life, onControl }) {
    const store2 = useStore();
    const place = A2(null);
    const ground = A2(null);
    const overlay = A2(null);
    const control = A2(null);
    h2(() => {
      const made2 = new StageControl(store2, life, place.current, ground.current, overlay.current);
      control.current = made2;
      onControl(made2);
      return () => made2.dispose();
    }, [life]);
    const { height, width } = store2.world.value;
    return /* @__PURE__ */ u4("div", { class: "stage", ref: place, "data-tool": store2.tool.value, children: [
      /* @__PURE__ */ u4("canvas", { ref: ground, "aria-hidden": "true" }),
      /* @__PURE__ */ u4(
        "canvas",
        {
          ref: overlay,
          class: "touch",
          tabIndex: 0,
          role: "application",
          "aria-label": `World, ${width} by ${height} cells`,
          "aria-describedby": `world-keys-${store2.number}`
        }
      ),
      /* @__PURE__ */ u4("p", { id: `world-keys-${store2.number}`, class: "unseen", children: "Arrow keys move a cursor over the cells, with Shift by eight. Enter uses the chosen tool; held down, it draws." }),
      store2.hint.value !== null && /* @__PURE__ */ u4("p", { class: "hint", children: store2.hint.value }),
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
    const store2 = useStore();
    const { tool, brush } = store2;
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
            value: store2.colour.value,
            onInput: (event) => store2.colour.value = event.currentTarget.value
          }
        ),
        (tool.value === "seed" || tool.value === "species") && store2.living.value.length > 1 && /* @__PURE__ */ u4(
          Choice,
          {
            label: "Species of the brush",
            class: "kinds",
            value: store2.species.value,
            options: store2.living.value.map((specimen2, value) => ({
              value,
              name: `Brush of ${fullName(specimen2, store2.library.value)}`,
              text: /* @__PURE__ */ u4(Portrait, { specimen: specimen2 })
            })),
            onChange: (value) => store2.species.value = value
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
    const store2 = useStore();
    const { playing, rate } = store2;
    const run = (kind) => () => actions.run({ kind });
    return /* @__PURE__ */ u4("div", { class: "transport", role: "group", "aria-label": "Time", children: [
      /* @__PURE__ */ u4(IconButton, { icon: "undo", label: "Undo", shortcut: "z", disabled: !store2.canUndo.value, onClick: run("undo") }),
      /* @__PURE__ */ u4(IconButton, { icon: "redo", label: "Redo", shortcut: "Shift+z", disabled: !store2.canRedo.value, onClick: run("redo") }),
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
    const store2 = useStore();
    return /* @__PURE__ */ u4("div", { class: "page", "data-sheet": store2.section.value ?? "", children: [
      /* @__PURE__ */ u4(Header, { actions }),
      beside,
      /* @__PURE__ */ u4(Tools, { actions }),
      /* @__PURE__ */ u4("main", { children: [
        /* @__PURE__ */ u4(TourCard, { tour: actions.tour }),
        /* @__PURE__ */ u4(Stage, { life: actions.life, onControl: (control) => actions.stage = control }),
        /* @__PURE__ */ u4(Caption, {}),
        /* @__PURE__ */ u4(Transport, { actions })
      ] }),
      /* @__PURE__ */ u4("aside", { class: "inspector", "aria-label": "Inspector", "data-open": store2.drawer.value, children: /* @__PURE__ */ u4(Panels, { actions }) }),
      /* @__PURE__ */ u4(Tabs, {}),
      /* @__PURE__ */ u4(Notices, {}),
      store2.helping.value && /* @__PURE__ */ u4(Help, { version }),
      /* @__PURE__ */ u4("p", { class: "unseen", role: "status", "aria-live": "polite", children: store2.spoken.value })
    ] });
  }
  function Header({ actions }) {
    const store2 = useStore();
    const { theme, drawer, dark } = store2;
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
    const store2 = useStore();
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
    if (store2.recording.value !== null) {
      const { seconds, most } = store2.filmed.value;
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
    const store2 = useStore();
    const chosen = store2.current.value;
    const count2 = store2.living.value.length;
    return /* @__PURE__ */ u4("div", { class: "caption", children: [
      /* @__PURE__ */ u4("p", { class: "title", children: [
        chosen === null ? "No organism" : /* @__PURE__ */ u4("i", { children: capital(store2.living.value.map(({ name }) => name).join(" & ")) }),
        count2 === 1 && chosen?.regime != null && /* @__PURE__ */ u4("span", { children: chosen.regime === "growing" ? "growing, soon outgrows its shape" : chosen.regime })
      ] }),
      /* @__PURE__ */ u4("p", { class: "figures", children: [
        /* @__PURE__ */ u4("span", { children: [
          "step ",
          /* @__PURE__ */ u4("output", { "aria-label": "Steps", children: grouped(store2.stepCount.value) })
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Steps per second", children: store2.playing.value ? rateShown(store2.stepsPerSecond.value) : "paused" }),
          store2.playing.value && " steps/s"
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Living cells", children: grouped(store2.livingCells.value) }),
          " living ",
          store2.livingCells.value === 1 ? "cell" : "cells"
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
    const store2 = useStore();
    const { section } = store2;
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
    const store2 = useStore();
    return /* @__PURE__ */ u4("div", { class: "notices", role: "region", "aria-label": "Messages", children: store2.notices.value.map(({ id, text: text2, kind }) => /* @__PURE__ */ u4("div", { class: `notice ${kind}`, role: kind === "error" ? "alert" : void 0, children: [
      /* @__PURE__ */ u4("p", { children: text2 }),
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the message", onClick: () => store2.dismiss(id) })
    ] }, id)) });
  }
  function Help({ version }) {
    const store2 = useStore();
    const title = `help-title-${store2.number}`;
    const dialog = A2(null);
    h2(() => dialog.current?.showModal(), []);
    const chosen = store2.current.value;
    return /* @__PURE__ */ u4("dialog", { ref: dialog, class: "help", "aria-labelledby": title, onClose: () => store2.helping.value = false, children: [
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the help", onClick: () => dialog.current?.close() }),
      /* @__PURE__ */ u4("h2", { id: title, children: "A picture that grows" }),
      /* @__PURE__ */ u4("p", { children: [
        "Every cell here runs the same small rule and sees only its neighbours. From one seed they grow into a picture",
        chosen !== null && /* @__PURE__ */ u4(S, { children: [
          ", here ",
          /* @__PURE__ */ u4("i", { children: fullName(chosen, store2.library.value) })
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
    const { store: store2, life } = actions;
    return {
      version,
      ready,
      get engine() {
        return store2.engineKind.value;
      },
      get report() {
        return store2.engineReport.value;
      },
      get stepCount() {
        return life.engine?.stepCount ?? 0;
      },
      get stepsPerSecond() {
        return store2.stepsPerSecond.value;
      },
      get living() {
        return store2.livingCells.value;
      },
      get error() {
        return store2.healing.value;
      },
      get playing() {
        return store2.playing.value;
      },
      get settings() {
        return { ...store2.settings(), place: actions.stage?.place ?? null };
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
        const grown3 = present.read();
        const { engine, report } = await chooseEngine(organisms, present.world, settings, { without: this.#lost, grown: grown3 });
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
      const { filters, learned: learned2, signal } = perception2;
      const { firePer, clamp: clamp2, noise: noise2 } = physics;
      const widths = layers2.map((layer) => layer.outputs);
      return [channels, filters, learned2.length, signal, widths, update, life, firePer, clamp2 > 0, noise2 > 0];
    });
    return JSON.stringify([kinds, height, width]);
  }

  // playground/engine_in_use.ts
  var EngineInUse = class {
    /**
     * @param adopted called whenever another engine runs the world
     * @param lost called when an engine's device is gone: there is none until the next `replace`
     */
    constructor(store2, adopted, lost) {
      this.store = store2;
      this.adopted = adopted;
      this.lost = lost;
      this.#choice = new EngineChoice(store2.engineWish);
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
    constructor(store2) {
      this.#store = store2;
      this.#stop = x3(() => {
        const wanted = this.#wantedNow(store2.signals.value);
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
    constructor(store2) {
      this.store = store2;
    }
    #undo = new Undo();
    remember(now) {
      this.#undo.remember(remembered(now));
      this.#tell();
    }
    /** The world that undo or redo leads to; null, with a message, if there is none. */
    travel(now, way2) {
      const state = this.#undo[way2](remembered(now));
      if (state === null) {
        this.store.spoken.value = `Nothing to ${way2}.`;
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
    constructor(store2) {
      this.#store = store2;
      this.#running = new EngineInUse(
        store2,
        (engine) => this.#adopted(engine),
        (lost) => this.#recover(lost)
      );
      this.measure = new Measure(store2);
      this.#pace = new Pace(store2.rate.value);
      this.#past = new Past(store2);
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
    #travel(way2) {
      const now = this.#stand();
      const state = now === null ? null : this.#past.travel(now, way2);
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
    const store2 = new Store();
    const life = new Life(store2);
    const actions = new Actions(store2, life);
    const themed = alone ? document.documentElement : root;
    const stopTheme = x3(() => {
      themed.dataset["theme"] = store2.dark.value ? "dark" : "light";
    });
    store2.library.value = library.specimens;
    for (const problem of library.problems) store2.say(problem, "error", true);
    root.textContent = "";
    R(/* @__PURE__ */ u4(App, { actions, version, beside: options.beside?.(actions) }), root);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const stop = listen(root, actions, alone);
    const ready = begin(actions, fragment, alone ? keptState() : null).then(() => {
      if (alone) actions.address = new AddressBar(store2, life, () => actions.stage?.place ?? null);
    });
    return {
      store: store2,
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
    const { store: store2 } = actions;
    if (store2.library.value.length === 0) {
      store2.say("This page has no organism. Open an organism file, or drop it here.", "error", true);
      return;
    }
    await actions.follow(fragment, kept);
    if (fragment !== "") return;
    store2.hint.value = FIRST_HINT;
    if (calm()) showStill(actions);
  }
  function showStill({ store: store2, life }) {
    life.with((engine) => engine.step(STILL_STEPS));
    store2.hint.value = "Paused, since your system asks for reduced motion. Press play to start.";
    life.wake();
  }
  function focusOf(target) {
    if (!(target instanceof Element)) return "elsewhere";
    if (target.matches("input:not([type=range], [type=color]), textarea, select")) return "text";
    return target.matches("button, a, input, summary") ? "control" : "elsewhere";
  }
  function listen(root, actions, alone) {
    const { store: store2, life } = actions;
    const place = alone ? document : root;
    const ended = new AbortController();
    const { signal } = ended;
    const on = (kind, listener) => place.addEventListener(kind, listener, { signal });
    on("keydown", (event) => {
      const command = commandOf(event, focusOf(event.target));
      if (command === null || store2.helping.value && command.kind !== "help") return;
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
    const { store: store2 } = actions;
    const tell = (what) => {
      store2.say(`Something went wrong: ${what instanceof Error ? what.message : String(what)}`, "error");
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

  // source:training/worker.ts
  var worker_default = '"use strict";\n(() => {\n  // engine/filters.ts\n  var NOTHING = new Array(9).fill(0);\n  var DX = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((tap) => tap / 8);\n  var DY = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((tap) => tap / 8);\n  function still(name, taps) {\n    return { name, still: taps, cosine: NOTHING, sine: NOTHING };\n  }\n  var NAMED_FILTERS = new Map(\n    [\n      still("identity", [0, 0, 0, 0, 1, 0, 0, 0, 0]),\n      { name: "sobel_x", still: NOTHING, cosine: DX, sine: DY.map((tap) => -tap) },\n      { name: "sobel_y", still: NOTHING, cosine: DY, sine: DX },\n      still("laplacian", [1, 2, 1, 2, -12, 2, 1, 2, 1].map((tap) => tap / 16)),\n      still("mean", [1, 1, 1, 1, 0, 1, 1, 1, 1].map((tap) => tap / 8))\n    ].map((filter) => [filter.name, filter])\n  );\n  var ARTICLE_FILTERS = ["identity", "sobel_x", "sobel_y"].map(\n    (name) => NAMED_FILTERS.get(name)\n  );\n  function turnedTaps({ still: still2, cosine, sine }, angle) {\n    const [along, across] = [Math.cos(angle), Math.sin(angle)];\n    return still2.map((tap, i) => tap + along * cosine[i] + across * sine[i]);\n  }\n\n  // engine/random.ts\n  function fireThreshold(fireRate) {\n    const scaled = Math.fround(fireRate) * 16777216;\n    const below = Math.floor(scaled);\n    const rest = scaled - below;\n    return rest > 0.5 || rest === 0.5 && below % 2 === 1 ? below + 1 : below;\n  }\n\n  // engine/types.ts\n  var ACTIVATIONS = ["relu", "atan", "tanh"];\n  var UPDATES = ["residual", "replacing"];\n\n  // training/kernel.ts\n  var ADDRESS = { parameters: 0, gradient: 1, taps: 2, target: 3, state: 4, grown: 5 };\n  var LIFE_ORDER = ["neighbourhood", "all", "own-alpha"];\n  var OutOfMemory = class extends Error {\n    name = "OutOfMemory";\n  };\n  function parameterCount({ layers }) {\n    return layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);\n  }\n  var TrainingKernel = class _TrainingKernel {\n    constructor(instance, setting) {\n      this.setting = setting;\n      this.exports = instance.exports;\n      const { height, width, organism, mostSteps } = setting;\n      const { channels, perception, layers, life, update, physics } = organism;\n      const [hidden, second] = layers.slice(0, -1).map(({ outputs }) => outputs);\n      this.parameters = parameterCount(organism);\n      const founded = this.exports.found_samples(\n        height,\n        width,\n        channels,\n        perception.filters.length,\n        hidden,\n        second ?? 0,\n        LIFE_ORDER.indexOf(life.kind),\n        ACTIVATIONS.indexOf(update.activation),\n        UPDATES.indexOf(update.kind),\n        Number(physics.firePer === "channel"),\n        Number(physics.boundary === "torus"),\n        life.aliveThreshold,\n        physics.clamp > 0 ? physics.clamp : Infinity,\n        mostSteps\n      );\n      if (!founded) throw this.outOfMemory();\n      this.view("taps", perception.filters.length * 9).set(\n        perception.filters.flatMap((filter) => turnedTaps(filter, physics.angle))\n      );\n    }\n    exports;\n    parameters;\n    static async create(module, setting) {\n      const instance = await WebAssembly.instantiate(module, { env: { pow: Math.pow } });\n      return new _TrainingKernel(instance, setting);\n    }\n    /** Sets the parameters and the target [height, width, 4] for the following samples. */\n    learn(parameters, target) {\n      this.view("parameters", this.parameters).set(parameters);\n      this.view("target", 4 * this.setting.height * this.setting.width).set(target);\n      this.exports.learn();\n    }\n    /**\n     * One sample, in parts of this many steps: each `next` computes one part.\n     *\n     * @param forward only: it grows, and nothing is learned from it; the gradient is empty\n     * @throws OutOfMemory if the browser gives no more of it\n     */\n    *sample({ state, fireSeed, steps }, part, forward = false) {\n      const { exports, setting } = this;\n      const { physics, channels } = setting.organism;\n      const floats = setting.height * setting.width * channels;\n      this.view("state", floats).set(state);\n      const limit = fireThreshold(physics.fireRate);\n      exports.begin(fireSeed, limit, physics.stepSize, steps, Math.fround(1 / setting.batchSize), 1);\n      for (let done = 0; done < steps; done += part) {\n        if (!exports.forward(done, Math.min(done + part, steps))) throw this.outOfMemory();\n        yield;\n      }\n      const loss = exports.turn();\n      const grown = this.view("grown", floats).slice();\n      if (forward) return { loss, gradient: new Float32Array(0), grown };\n      for (let left = steps; left > 0; left -= part) {\n        exports.backward(left, Math.max(left - part, 0));\n        yield;\n      }\n      exports.finish();\n      return { loss, gradient: this.view("gradient", this.parameters).slice(), grown };\n    }\n    /** One sample at once. */\n    whole(sample, forward = false) {\n      const parts = this.sample(sample, sample.steps, forward);\n      let part = parts.next();\n      while (part.done !== true) part = parts.next();\n      return part.value;\n    }\n    /** A view of the kernel\'s memory, valid until it grows, so it is not stored. */\n    view(what, count) {\n      const { memory } = this.exports;\n      return new Float32Array(memory.buffer, this.exports.sample_address(ADDRESS[what]), count);\n    }\n    outOfMemory() {\n      const { height, width } = this.setting;\n      return new OutOfMemory(`The browser does not have enough memory to train on ${height} x ${width} cells; choose a smaller size.`);\n    }\n  };\n\n  // training/worker.ts\n  var page = self;\n  var kernel = null;\n  async function obey(order) {\n    if (order.kind === "begin") {\n      const module = await WebAssembly.compile(order.bytes);\n      kernel = await TrainingKernel.create(module, order.setting);\n      page.postMessage({ kind: "ready" });\n    } else if (order.kind === "learn") {\n      kernel.learn(order.parameters, order.target);\n    } else {\n      const outcome = kernel.whole(order.sample, order.forward);\n      page.postMessage({ kind: "done", outcome }, [outcome.gradient.buffer, outcome.grown.buffer]);\n    }\n  }\n  page.onmessage = ({ data }) => {\n    obey(data).catch((error) => page.postMessage({ kind: "failed", why: String(error) }));\n  };\n})();\n';

  // engine/png_writing.ts
  var SIGNATURE2 = [137, 80, 78, 71, 13, 10, 26, 10];
  var RGBA2 = 6;
  async function encodePng({ width, height, pixels }) {
    const stride = 4 * width;
    const rows2 = new Uint8Array(height * (stride + 1));
    for (let row = 0; row < height; row++) {
      rows2.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
    }
    const deflated = new Blob([rows2]).stream().pipeThrough(new CompressionStream("deflate"));
    const header = new DataView(new ArrayBuffer(13));
    header.setUint32(0, width);
    header.setUint32(4, height);
    header.setUint8(8, 8);
    header.setUint8(9, RGBA2);
    const chunks = [
      Uint8Array.from(SIGNATURE2),
      chunk("IHDR", new Uint8Array(header.buffer)),
      chunk("IDAT", await collect(deflated, 2 * rows2.length + 1e3)),
      chunk("IEND", new Uint8Array(0))
    ];
    return joined(chunks);
  }
  function joined(parts) {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
  function chunk(kind, data) {
    const body = joined([new TextEncoder().encode(kind), data]);
    const ends = new DataView(new ArrayBuffer(8));
    ends.setUint32(0, data.length);
    ends.setUint32(4, checksum(body));
    const [length, sum] = [0, 4].map((at) => new Uint8Array(ends.buffer, at, 4));
    return joined([length, body, sum]);
  }
  function checksum(bytes) {
    let sum = 4294967295;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = sum >>> 1 ^ ((sum & 1) === 1 ? 3988292384 : 0);
    }
    return ~sum >>> 0;
  }

  // studio-server/messages.ts
  var VERSION3 = 1;
  function encode(type, values, data) {
    const text2 = JSON.stringify({ v: VERSION3, type, ...values });
    if (data === void 0) return text2;
    const head = new TextEncoder().encode(text2);
    const frame = new Uint8Array(4 + head.length + data.length);
    new DataView(frame.buffer).setUint32(0, head.length, true);
    frame.set(head, 4);
    frame.set(data, 4 + head.length);
    return frame;
  }
  function decode(frame) {
    let [text2, data] = [frame, new Uint8Array(0)];
    if (typeof frame !== "string") {
      const length = frame.byteLength < 4 ? Infinity : new DataView(frame).getUint32(0, true);
      if (4 + length > frame.byteLength) throw new Error("The studio's server has sent a message that is cut short.");
      text2 = new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(frame, 4, length));
      data = new Uint8Array(frame.slice(4 + length));
    }
    const { v: v4, type, ...values } = JSON.parse(text2);
    if (v4 !== VERSION3 || typeof type !== "string") {
      throw new Error(`The studio's server speaks version ${String(v4)} of the protocol, this page ${VERSION3}. Reload the page.`);
    }
    return { type, values, data };
  }

  // studio-server/client.ts
  var Refused = class extends Error {
  };
  var Unreachable = class extends Error {
  };
  var FIRST_PAUSE_MS = 500;
  var LONGEST_PAUSE_MS = 8e3;
  var StudioServer = class {
    /** Connects at once. `open` makes the socket: another one in tests. */
    constructor(address, open = (to) => new WebSocket(to)) {
      this.address = address;
      this.open = open;
      this.#connect();
    }
    /** What the server said of itself when it was last reached. */
    welcome = null;
    state = "connecting";
    /** Why the connection was closed for good, where the page did not ask for it. */
    trouble = null;
    #listeners = /* @__PURE__ */ new Set();
    #waiting = /* @__PURE__ */ new Map();
    #followed = /* @__PURE__ */ new Set();
    #socket = null;
    #number = 0;
    #pause = FIRST_PAUSE_MS;
    #timer;
    /** Adds a listener for events; returns a function that removes it. */
    listen(listener) {
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    }
    /** Resolves when the server can be asked; rejects when the page has closed the connection. */
    async ready() {
      while (this.state !== "open") {
        if (this.state === "closed") throw new Unreachable(this.trouble ?? "The connection to this computer's studio is closed.");
        await new Promise((resolve) => {
          const end = this.listen((event) => {
            if (event.type !== "connection") return;
            end();
            resolve();
          });
        });
      }
      return this.welcome;
    }
    /** Begins a training of a PNG; returns the run's name, and notes on the picture. */
    async train(png, settings = {}) {
      const { values } = await this.#ask("train", settings, png);
      return values;
    }
    /** Asks a training of this studio to save itself and end; "finished" is sent when it has. */
    async stop(run) {
      await this.#ask("stop", { run });
    }
    /** Resumes a run, to another total of iterations if one is given. */
    async resume(run, iterations) {
      await this.#ask("resume", iterations === void 0 ? { run } : { run, iterations });
    }
    async runs() {
      return (await this.#ask("runs", {})).values;
    }
    /** Follows a run, also over a connection that was lost; its present organism comes as an event. */
    async follow(run) {
      const { values } = await this.#ask("follow", { run });
      this.#followed.add(run);
      return values;
    }
    async leave(run) {
      this.#followed.delete(run);
      await this.#ask("leave", { run });
    }
    /** A run's organism as of its last checkpoint. */
    async organism(run) {
      return organismOf(await this.#ask("open", { run }));
    }
    /** For good. */
    close() {
      clearTimeout(this.#timer);
      this.#to("closed");
      this.#forget();
      const socket = this.#socket;
      this.#socket = null;
      socket?.close();
    }
    #ask(type, values, data) {
      if (this.state !== "open") return Promise.reject(new Unreachable("This computer's studio cannot be reached."));
      const request = ++this.#number;
      return new Promise((resolve, reject) => {
        this.#waiting.set(request, { resolve, reject });
        this.#socket.send(encode(type, { request, ...values }, data));
      });
    }
    #connect() {
      this.#to("connecting");
      const socket = this.open(this.address);
      this.#socket = socket;
      socket.binaryType = "arraybuffer";
      socket.onmessage = ({ data }) => this.#read(data);
      socket.onclose = () => {
        if (this.#socket !== socket) return;
        this.#socket = null;
        this.#forget();
        this.#to("waiting");
        this.#timer = setTimeout(() => this.#connect(), this.#pause);
        this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
      };
    }
    #read(frame) {
      let message;
      try {
        message = decode(frame);
      } catch (error) {
        this.trouble = error instanceof Error ? error.message : String(error);
        this.close();
        return;
      }
      this.#take(message);
    }
    #take(message) {
      const { type, values } = message;
      const waiting = typeof values.request === "number" ? this.#waiting.get(values.request) : void 0;
      if (waiting !== void 0) {
        this.#waiting.delete(values.request);
        if (type === "refused") waiting.reject(new Refused(String(values.text)));
        else waiting.resolve(message);
      } else if (type === "welcome") this.#welcomed(values);
      else if (type === "organism") this.#tell({ type, ...organismOf(message) });
      else this.#tell({ type, ...values });
    }
    #welcomed(welcome) {
      this.welcome = welcome;
      this.#pause = FIRST_PAUSE_MS;
      this.#to("open");
      for (const run of this.#followed) {
        this.#ask("follow", { run }).then(
          ({ values }) => this.#catchUp(values),
          (error) => {
            if (!(error instanceof Refused)) return;
            this.#followed.delete(run);
            this.#tell({ type: "failed", run, text: error.message });
          }
        );
      }
    }
    #catchUp({ run, curve: curve2, iteration, iterations, log10_loss, rate, seconds_left, word, state }) {
      this.#tell({ type: "curve", run, points: curve2 });
      this.#tell({ type: "progress", run, iteration, iterations, log10_loss, rate, seconds_left, word });
      if (state === "running") return;
      this.#tell({ type: "finished", run, reason: state === "finished" ? "complete" : "stopped", iteration, log10_loss });
    }
    #forget() {
      const lost = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of lost) reject(new Unreachable("The connection to this computer's studio was lost."));
    }
    #to(state) {
      if (this.state === "closed" && state !== "closed") return;
      this.state = state;
      this.#tell({ type: "connection", state });
    }
    #tell(event) {
      for (const listener of [...this.#listeners]) listener(event);
    }
  };
  function addressOf({ socket }, page = location.href) {
    const address = new URL(socket, page);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    address.hash = "";
    address.search = "";
    return address.href;
  }
  function organismOf({ values, data }) {
    const { run, name, iteration, dtype } = values;
    return { run, name, iteration, dtype, file: data };
  }

  // training/parts.ts
  function labelled(mask, { height, width }, diagonal) {
    const labels = new Int32Array(mask.length);
    let count2 = 0;
    for (let first = 0; first < mask.length; first++) {
      if (mask[first] === 0 || labels[first] !== 0) continue;
      labels[first] = ++count2;
      const waiting = [first];
      for (let cell2 = waiting.pop(); cell2 !== void 0; cell2 = waiting.pop()) {
        eachNeighbour2(cell2, height, width, diagonal, (near) => {
          if (mask[near] === 0 || labels[near] !== 0) return;
          labels[near] = count2;
          waiting.push(near);
        });
      }
    }
    return { labels, count: count2 };
  }
  function dilated(mask, { height, width }) {
    const result = mask.slice();
    mask.forEach((inside, cell2) => {
      if (inside !== 0) eachNeighbour2(cell2, height, width, true, (near) => result[near] = 1);
    });
    return result;
  }
  function eachNeighbour2(cell2, height, width, diagonal, visit) {
    const [row, column] = [Math.floor(cell2 / width), cell2 % width];
    for (let down = -1; down <= 1; down++) {
      for (let across = -1; across <= 1; across++) {
        if (down === 0 && across === 0 || !diagonal && down !== 0 && across !== 0) continue;
        const [near, beside] = [row + down, column + across];
        if (near >= 0 && near < height && beside >= 0 && beside < width) visit(near * width + beside);
      }
    }
  }

  // training/pictures.ts
  var TOLERANCE = 40;
  var DUST = 2e-4;
  var OPAQUE = 250;
  var BORDER_SHARE = 0.5;
  var VISIBLE = 12;
  function cropped({ data, ...from }, top, left, height, width) {
    const result = new Uint8ClampedArray(4 * height * width);
    const [first, end] = [Math.max(0, left), Math.min(from.width, left + width)];
    for (let y5 = Math.max(0, top); y5 < Math.min(from.height, top + height) && first < end; y5++) {
      const line = data.subarray(4 * (y5 * from.width + first), 4 * (y5 * from.width + end));
      result.set(line, 4 * ((y5 - top) * width + first - left));
    }
    return { height, width, data: result };
  }
  function contentOf({ height, width, data }) {
    let [top, left, bottom, right] = [height, width, -1, -1];
    for (let cell2 = 0; cell2 < height * width; cell2++) {
      if (data[4 * cell2 + 3] <= VISIBLE) continue;
      const [row, column] = [Math.floor(cell2 / width), cell2 % width];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
      [left, right] = [Math.min(left, column), Math.max(right, column)];
    }
    return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
  }
  function trimmed(picture) {
    const box = contentOf(picture);
    return box === null ? null : cropped(picture, box.top, box.left, box.height, box.width);
  }
  function onBorder(cell2, { height, width }) {
    const [row, column] = [Math.floor(cell2 / width), cell2 % width];
    return row === 0 || column === 0 || row === height - 1 || column === width - 1;
  }
  function withoutBackground(picture, whole3 = picture.height * picture.width) {
    const { height, width, data } = picture;
    const cells = height * width;
    const corners = [0, width - 1, (height - 1) * width, cells - 1].map((cell2) => data.subarray(4 * cell2, 4 * cell2 + 4));
    const channels = [0, 1, 2, 3].map((c4) => corners.map((corner) => corner[c4]).sort((one, other) => one - other));
    if (channels.some((values) => values[3] - values[0] > TOLERANCE)) return picture;
    for (let cell2 = 0; cell2 < cells; cell2++) if (data[4 * cell2 + 3] < OPAQUE) return picture;
    const colour = channels.map((values) => Math.trunc((values[1] + values[2]) / 2));
    const alike2 = new Uint8Array(cells).fill(1);
    for (let i4 = 0; i4 < 4 * cells; i4++) if (Math.abs(data[i4] - colour[i4 & 3]) > TOLERANCE) alike2[i4 >> 2] = 0;
    const border = [];
    for (let cell2 = 0; cell2 < cells; cell2++) if (onBorder(cell2, picture)) border.push(cell2);
    const plain = border.filter((cell2) => alike2[cell2] !== 0);
    if (plain.length / border.length < BORDER_SHARE) return picture;
    const { labels } = labelled(alike2, picture, false);
    const outside = new Set(plain.map((cell2) => labels[cell2]));
    const drawn = new Uint8Array(cells);
    labels.forEach((label, cell2) => drawn[cell2] = Number(!outside.has(label)));
    if (!drawn.includes(1)) return picture;
    const pieces = labelled(drawn, picture, true);
    const sizes = new Int32Array(pieces.count + 1);
    for (const piece of pieces.labels) sizes[piece]++;
    const result = Uint8ClampedArray.from(data);
    const colours = new Uint32Array(result.buffer);
    drawn.forEach((kept, cell2) => {
      if (kept === 0 || sizes[pieces.labels[cell2]] < DUST * whole3) colours[cell2] = 0;
    });
    return { height, width, data: result };
  }
  function divisor(one, other) {
    return other === 0 ? one : divisor(other, one % other);
  }
  function ownPixels(picture) {
    const { height, width, data } = picture;
    const colours = new Uint32Array(data.buffer, data.byteOffset, height * width);
    let [top, left, bottom, right, side] = [height, width, 0, 0, 0];
    const lines = /* @__PURE__ */ new Set();
    for (let cell2 = 0; cell2 < colours.length && side !== 1; cell2++) {
      const [row, column] = [Math.floor(cell2 / width), cell2 % width];
      if (column > 0 && colours[cell2] !== colours[cell2 - 1]) {
        lines.add(-column);
        [left, right] = [Math.min(left, column), Math.max(right, column)];
        side = divisor(side, column - left);
        side = divisor(side, right - column);
      }
      if (row > 0 && colours[cell2] !== colours[cell2 - width]) {
        lines.add(row);
        [top, bottom] = [Math.min(top, row), row];
        side = divisor(side, row - top);
      }
    }
    const free = colours.every((colour, cell2) => colour === 0 || !onBorder(cell2, picture));
    if (!free) side = [left, width, top, height].reduce(divisor, side);
    if (side < 2) return picture;
    const places = (low, high, length) => {
      const [first, count2] = free ? [low - side, (high - low) / side + 2] : [0, length / side];
      return Array.from({ length: count2 }, (_3, index) => Math.max(0, first + index * side));
    };
    const [rows2, columns] = [places(top, bottom, height), places(left, right, width)];
    if (2 * lines.size < rows2.length + columns.length - 2) return picture;
    const own2 = Uint32Array.from(rows2.flatMap((row) => columns.map((column) => colours[row * width + column])));
    return { height: rows2.length, width: columns.length, data: new Uint8ClampedArray(own2.buffer) };
  }
  var LANCZOS_LOBES = 3;
  function lanczos(x4) {
    if (x4 === 0) return 1;
    if (Math.abs(x4) >= LANCZOS_LOBES) return 0;
    const angle = Math.PI * x4;
    return LANCZOS_LOBES * Math.sin(angle) * Math.sin(angle / LANCZOS_LOBES) / (angle * angle);
  }
  function taps(from, to) {
    const scale = from / to;
    const width = Math.max(scale, 1);
    return Array.from({ length: to }, (_3, index) => {
      const centre = (index + 0.5) * scale;
      const first = Math.max(0, Math.floor(centre - LANCZOS_LOBES * width + 0.5));
      const last = Math.min(from, Math.floor(centre + LANCZOS_LOBES * width + 0.5));
      const weights = Array.from({ length: last - first }, (_4, i4) => lanczos((first + i4 - centre + 0.5) / width));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return { first, weights: weights.map((weight) => weight / sum) };
    });
  }
  function scaled({ height, width, data }, rows2, columns) {
    const premultiplied = Uint8ClampedArray.from(data, (value, i4) => {
      return i4 % 4 === 3 ? value : value * data[i4 - i4 % 4 + 3] / 255;
    });
    const across = resampled(premultiplied, taps(width, columns), height, (row, place) => 4 * (row * width + place));
    const both = resampled(across, taps(height, rows2), columns, (column, place) => 4 * (column * height + place));
    const straight = both.map((value, i4) => {
      const alpha = both[i4 - i4 % 4 + 3];
      return i4 % 4 === 3 || alpha === 0 ? value : Math.floor(255 * value / alpha);
    });
    return { height: rows2, width: columns, data: straight };
  }
  function resampled(from, places, lines, at) {
    const result = new Uint8ClampedArray(4 * lines * places.length);
    places.forEach(({ first, weights }, place) => {
      for (let line = 0; line < lines; line++) {
        for (let c4 = 0; c4 < 4; c4++) {
          let sum = 0;
          for (let i4 = 0; i4 < weights.length; i4++) sum += weights[i4] * from[at(line, first + i4) + c4];
          result[4 * (place * lines + line) + c4] = sum;
        }
      }
    });
    return result;
  }
  function fittedInto(picture, size) {
    const content = trimmed(withoutBackground(picture));
    return content === null ? null : fitted(content, size);
  }
  function fitted(content, size) {
    const scale = size / Math.max(content.height, content.width);
    const [rows2, columns] = [content.height, content.width].map((side) => Math.max(1, Math.round(side * scale)));
    const fits = content.height === rows2 && content.width === columns ? content : scaled(content, rows2, columns);
    return centred(fits, size);
  }
  function centred(picture, size) {
    const [top, left] = [picture.height, picture.width].map((side) => Math.floor((size - side) / 2));
    return cropped(picture, -top, -left, size, size);
  }

  // training/seeding.ts
  var THRESHOLD = 0.1;
  var SOLID = 0.5;
  var LEAST_OPAQUE = 3;
  var OPAQUE2 = 0.95;
  var VISIBLE2 = 1e-5;
  var FAR2 = 1.5;
  var NEAR2 = 0.25;
  var ROOM = 3;
  var SHAPES = [
    [[0, 0]],
    [[0, 0], [0, 1]],
    [[0, 0], [1, 0]],
    [[0, 0], [0, 1], [1, 0], [1, 1]],
    [[0, 0], [1, 1]],
    [[0, 0], [1, -1]],
    [[0, 0], [0, 1], [0, 2]],
    [[0, 0], [1, 0], [2, 0]]
  ];
  var MOST_PARTS = SHAPES.length;
  function seedsFor(alpha, grid) {
    const { height, width } = grid;
    const middle = [Math.floor(height / 2), Math.floor(width / 2)];
    const wanted = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
    const parts = partsOf(wanted, grid);
    if (parts.length === 0) return { places: [middle], parts: 1, leftOver: 0, further: 0 };
    const inTheMiddle = wanted[middle[0] * width + middle[1]] !== 0;
    const most = alpha.reduce((largest, value) => Math.max(largest, value), 0);
    const solid = Uint8Array.from(alpha, (value) => Number(value >= SOLID * most));
    const ways = parts.map((part) => Math.min(...part.map((cell2) => way(cell2, middle, width))));
    const first = parts[ways.indexOf(Math.min(...ways))];
    const others = parts.filter((part) => part !== first).sort((one, other) => other.length - one.length);
    const places = [inTheMiddle ? middle : nearest2(solidOf(first, solid), middle, width)];
    const shapes2 = SHAPES.slice(1);
    for (const [index, shape] of shapes2.slice(0, others.length).entries())
      places.push(...planted(shape, others[index], solid, grid));
    const more = furtherSeeds(wanted, solid, grid, places, shapes2.slice(others.length));
    return {
      places: [...places, ...more.flat()],
      parts: Math.min(parts.length, MOST_PARTS),
      leftOver: Math.max(0, parts.length - MOST_PARTS),
      further: more.length
    };
  }
  function furtherSeeds(wanted, solid, grid, before, shapes2) {
    const size = sizeOf(wanted, grid);
    const away = travel(wanted, grid, before);
    const far = away.reduce((most, steps, cell2) => wanted[cell2] === 0 ? most : Math.max(most, steps), 0);
    if (far <= FAR2 * size || shapes2.length === 0) return [];
    let radius = Math.max(Math.ceil(NEAR2 * size), Math.ceil(far / (2 * shapes2.length + 1)));
    let centres = centresOf(wanted, solid, grid, away, radius, shapes2.length);
    while (centres === null) centres = centresOf(wanted, solid, grid, away, ++radius, shapes2.length);
    return centres.map((centre, index) => planted(shapes2[index], within2(wanted, grid, centre, ROOM), solid, grid));
  }
  function centresOf(wanted, solid, grid, away, radius, most) {
    const centres = [];
    const left = new Set([...away.keys()].filter((cell2) => solid[cell2] !== 0 && away[cell2] > radius));
    while (left.size > 0) {
      if (centres.length === most) return null;
      const end = [...left].reduce((one, other) => away[other] > away[one] ? other : one);
      const near = within2(wanted, grid, end, radius).filter((cell2) => solid[cell2] !== 0);
      const centre = near.reduce((one, other) => away[other] < away[one] ? other : one);
      centres.push(centre);
      for (const cell2 of within2(wanted, grid, centre, radius)) left.delete(cell2);
    }
    return centres;
  }
  function within2(wanted, grid, cell2, radius) {
    const steps = travel(wanted, grid, [[Math.floor(cell2 / grid.width), cell2 % grid.width]]);
    return [...steps.keys()].filter((at) => wanted[at] !== 0 && steps[at] >= 0 && steps[at] <= radius);
  }
  function sizeOf(wanted, { width }) {
    const cells = [...wanted.keys()].filter((cell2) => wanted[cell2] !== 0);
    const extent = (values) => values.reduce((one, other) => Math.max(one, other)) - values.reduce((one, other) => Math.min(one, other)) + 1;
    return Math.max(extent(cells.map((cell2) => Math.floor(cell2 / width))), extent(cells.map((cell2) => cell2 % width)));
  }
  function partsOf(wanted, grid) {
    const { labels, count: count2 } = labelled(dilated(wanted, grid), grid, true);
    const parts = Array.from({ length: count2 }, () => []);
    wanted.forEach((inside, cell2) => {
      if (inside !== 0) parts[labels[cell2] - 1].push(cell2);
    });
    return parts;
  }
  function faintIn(alpha, grid) {
    const mature = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
    const { labels, count: count2 } = labelled(mature, grid, true);
    const largest = alpha.reduce((one, other) => Math.max(one, other), 0);
    const [sizes, opaque] = [new Int32Array(count2), new Int32Array(count2)];
    labels.forEach((piece, cell2) => {
      if (piece === 0) return;
      sizes[piece - 1]++;
      if (alpha[cell2] >= Math.fround(OPAQUE2 * largest)) opaque[piece - 1]++;
    });
    const most = Math.max(...sizes);
    const specks = sizes.filter((size, piece) => opaque[piece] < LEAST_OPAQUE && size < most);
    const growing = dilated(mature, grid);
    const hidden = alpha.filter((value, cell2) => value > 0 && growing[cell2] === 0);
    const error = hidden.reduce((sum, value) => sum + value * value, 0) / (4 * alpha.length);
    const cells = specks.reduce((sum, size) => sum + size, 0);
    return { specks: specks.length, cells, hidden: error >= VISIBLE2 ? hidden.length : 0 };
  }
  function partsWithin(alpha, grid) {
    const wanted = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
    return partsOf(wanted, grid).map((part) => {
      const middle = middleOf(part, grid.width);
      const [rows2, columns] = [0, 1].map((axis) => {
        const place = (cell2) => axis === 0 ? Math.floor(cell2 / grid.width) : cell2 % grid.width;
        return Math.sqrt(part.reduce((sum, cell2) => sum + (place(cell2) - middle[axis]) ** 2, 0) / part.length);
      });
      return { middle, spread: [rows2, columns] };
    });
  }
  function middleOf(part, width) {
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean(part.map((cell2) => Math.floor(cell2 / width))), mean(part.map((cell2) => cell2 % width))];
  }
  function way(cell2, [row, column], width) {
    return Math.hypot(Math.floor(cell2 / width) - row, cell2 % width - column);
  }
  function solidOf(part, solid) {
    const found = part.filter((cell2) => solid[cell2] !== 0);
    return found.length > 0 ? found : part;
  }
  function nearest2(cells, place, width) {
    const ways = cells.map((cell2) => way(cell2, place, width));
    const best = cells[ways.indexOf(Math.min(...ways))];
    return [Math.floor(best / width), best % width];
  }
  function planted(shape, part, solid, grid) {
    const { height, width } = grid;
    const cells = solidOf(part, solid);
    const inside = new Set(cells);
    const at = (cell2, [down, across]) => [Math.floor(cell2 / width) + down, cell2 % width + across];
    const isOnGrid = ([row2, column2]) => row2 >= 0 && row2 < height && column2 >= 0 && column2 < width;
    const counts = cells.map((cell2) => {
      const places = shape.map((offset) => at(cell2, offset)).filter(isOnGrid);
      return places.filter(([row2, column2]) => inside.has(row2 * width + column2)).length;
    });
    const fitting = cells.filter((_3, index) => counts[index] === Math.max(...counts));
    const [row, column] = nearest2(fitting, middleOf(part, width), width);
    return shape.map((offset) => at(row * width + column, offset)).filter(isOnGrid);
  }
  function reach(alpha, grid, places) {
    const wanted = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
    return travel(wanted, grid, places).reduce((most, steps, cell2) => wanted[cell2] === 0 ? most : Math.max(most, steps), 0);
  }
  function travel(wanted, grid, places) {
    const { height, width } = grid;
    const open = dilated(wanted, grid);
    const steps = new Int32Array(wanted.length).fill(-1);
    const queue = places.map(([row, column]) => row * width + column);
    for (const cell2 of queue) steps[cell2] = 0;
    for (let next = 0; next < queue.length; next++) {
      const [row, column] = [Math.floor(queue[next] / width), queue[next] % width];
      for (let y5 = Math.max(0, row - 1); y5 <= Math.min(height - 1, row + 1); y5++)
        for (let x4 = Math.max(0, column - 1); x4 <= Math.min(width - 1, column + 1); x4++) {
          const cell2 = y5 * width + x4;
          if (open[cell2] === 0 || steps[cell2] >= 0) continue;
          steps[cell2] = steps[queue[next]] + 1;
          queue.push(cell2);
        }
    }
    return steps;
  }

  // training/damage.ts
  var LIVING = Math.fround(0.1);
  function removing(cells) {
    return (draws2, state, world, size) => emptied2(state, cells(draws2, world, size));
  }
  var WOUNDS2 = {
    circle: removing((draws2, world) => {
      const centre = { row: draws2.between(-0.5, 0.5), column: draws2.between(-0.5, 0.5) };
      return circle(world, centre, draws2.between(0.1, 0.4));
    }),
    /** Half of the lines lie along an axis. */
    "half-plane": removing((draws2, world, size) => {
      const [upright, anywhere] = [draws2.below(4) * (Math.PI / 2), draws2.between(0, 2 * Math.PI)];
      const direction = draws2.below(2) === 0 ? upright : anywhere;
      return halfPlane(world, direction, draws2.between(-0.15, 0.35) * size);
    }),
    square: removing((draws2, world, size) => {
      const half = draws2.between(0.15, 0.25) * size;
      const offset = { row: draws2.between(-0.25, 0.25) * size, column: draws2.between(-0.25, 0.25) * size };
      return square(world, offset, half);
    }),
    "hidden-noise": (draws2, state, world) => {
      const channels = state.length / (world.height * world.width);
      const strength = draws2.between(0, 0.6);
      const result = state.slice();
      for (let at = 0; at < state.length; at += channels) {
        if (!(state[at + ALPHA] > LIVING)) continue;
        for (let c4 = ALPHA + 1; c4 < channels; c4++) result[at + c4] += strength * draws2.normal();
      }
      return result;
    }
  };
  function isWound(name) {
    return Object.hasOwn(WOUNDS2, name);
  }
  function emptied2(state, wound2) {
    const channels = state.length / wound2.length;
    const result = state.slice();
    wound2.forEach((empty, cell2) => {
      if (empty !== 0) result.fill(0, cell2 * channels, (cell2 + 1) * channels);
    });
    return result;
  }

  // training/recipe.ts
  var STEPS_PER_CELL = 2.4;
  function phaseAt(phases, iteration) {
    let done = iteration;
    for (const phase of phases.slice(0, -1)) {
      if (done < phase.iterations) return { phase, done };
      done -= phase.iterations;
    }
    return { phase: phases[phases.length - 1], done };
  }
  function learningRate(phases, iteration) {
    const { phase, done } = phaseAt(phases, iteration);
    const { learning_rate: rate, final_fraction: last, shape } = phase;
    const share = Math.min(done / phase.iterations, 1);
    if (shape === "constant") return rate;
    if (shape === "linear") return rate * (1 + (last - 1) * share);
    return rate * ((1 - last) * 0.5 * (1 + Math.cos(Math.PI * share)) + last);
  }
  function episodeSteps(phases, iteration) {
    return phaseAt(phases, iteration).phase.steps;
  }
  function longestEpisode({ phases }) {
    return Math.max(...phases.map(({ steps }) => steps[1]));
  }
  function fitted2(recipe, distance3) {
    const shortest = Math.min(...recipe.phases.map(({ steps }) => steps[0]));
    const factor = Math.ceil(STEPS_PER_CELL * distance3) / shortest;
    if (factor <= 1) return recipe;
    const phases = recipe.phases.map((phase) => {
      const [low, high] = phase.steps;
      return { ...phase, steps: [Math.round(low * factor), Math.round(high * factor)] };
    });
    return { ...recipe, phases };
  }
  function stretched(recipe, factor) {
    let [end, rounded] = [0, 0];
    const phases = recipe.phases.map((phase) => {
      end += phase.iterations;
      const until = Math.max(rounded + 1, Math.round(end * factor));
      const iterations = until - rounded;
      rounded = until;
      return { ...phase, iterations };
    });
    return { ...recipe, phases, iterations: Math.round(recipe.iterations * factor) };
  }
  function recipeObstacle(recipe) {
    if (recipe.loss_power !== 1) return `The recipe has loss_power ${recipe.loss_power}; this page supports only 1.`;
    const { quantise = "none", optimiser = "adam" } = recipe;
    const optimiserKind = typeof optimiser === "string" ? optimiser : optimiser.kind;
    if (optimiserKind !== "adam") return `The recipe has optimiser ${optimiserKind}; this page supports only adam. Train it with "blastema grow".`;
    if (quantise !== "none") return `The recipe has quantise ${quantise}; this page supports only none. Train it with "blastema grow".`;
    const { pool_size: pool = 1024, damage_count: damaged = 3, kind } = recipe.curriculum;
    if (kind !== "growing" && pool < recipe.batch_size) return "The recipe's pool is smaller than its batch.";
    const unknown = (recipe.curriculum.wounds ?? []).filter((wound2) => !isWound(wound2));
    if (unknown.length > 0) {
      const known2 = Object.keys(WOUNDS2).join(", ");
      return `The recipe wounds by ${unknown.join(", ")}; this page supports ${known2}. Train it with "blastema grow".`;
    }
    if (kind === "regenerating" && damaged > recipe.batch_size) return "The recipe wounds more samples than a batch has.";
    return null;
  }

  // training/target.ts
  function gridOf({ height, width }, padding) {
    return { height: height + 2 * padding, width: width + 2 * padding };
  }
  function valuesOf2(pixels, padding) {
    const grid = gridOf(pixels, padding);
    const values = new Float32Array(4 * grid.height * grid.width);
    for (let cell2 = 0; cell2 < pixels.height * pixels.width; cell2++) {
      const [row, column] = [Math.floor(cell2 / pixels.width), cell2 % pixels.width];
      const to = 4 * ((row + padding) * grid.width + column + padding);
      const alpha = Math.fround(pixels.data[4 * cell2 + 3] / 255);
      for (let c4 = 0; c4 < 3; c4++) values[to + c4] = Math.fround(pixels.data[4 * cell2 + c4] / 255) * alpha;
      values[to + 3] = alpha;
    }
    return values;
  }
  function alphaOf(pixels, padding) {
    return valuesOf2(pixels, padding).filter((_3, index) => index % 4 === 3);
  }
  function paddingOf(size) {
    return Math.round(size / 4);
  }
  async function taskOf(pixels, name, stem2, recipe) {
    const size = Math.max(pixels.height, pixels.width);
    const padding = paddingOf(size);
    const grid = gridOf(pixels, padding);
    const alpha = alphaOf(pixels, padding);
    const seeds = seedsFor(alpha, grid);
    const png = encodeBase64(await encodePng({ ...pixels, pixels: Uint8Array.from(pixels.data) }));
    const organism = {
      ...stem2,
      name,
      ...grid,
      seeds: seeds.places,
      target: { name, size, motion: null, padding, png },
      provenance: {}
    };
    const target = { ...grid, values: valuesOf2(pixels, padding) };
    return { task: { organism, target, recipe: fitted2(recipe, reach(alpha, grid, seeds.places)) }, seeds };
  }

  // studio/drawings.ts
  function fileName({ name }) {
    return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-") || "creature";
  }
  function soundName(text2) {
    const kept = text2.replace(/[^\p{L}\p{N}_ .,+()-]+/gu, " ").replace(/^[^\p{L}\p{N}]+/u, "");
    return kept.trim().slice(0, 60) || "creature";
  }
  function adviceOn(board) {
    const content = trimmed(board.pixels);
    if (content === null) return null;
    const drawing = centred(content, board.size);
    const padding = paddingOf(board.size);
    const [alpha, grid] = [alphaOf(drawing, padding), gridOf(drawing, padding)];
    const { parts, leftOver, further } = seedsFor(alpha, grid);
    const notes = [aboutParts(parts, leftOver), aboutLines(further), aboutFaint(faintIn(alpha, grid))];
    return notes.filter((words) => words !== "").join(" ") || null;
  }
  function aboutLines(further) {
    if (further === 0) return "";
    return `Long lines: ${further === 1 ? "one more seed stands" : `${further} more seeds stand`} along them, so that growth arrives in time.`;
  }
  function aboutParts(parts, leftOver) {
    if (leftOver > 0) return `Only ${parts} parts can grow; the ${leftOver} smallest will not. Join them to others, or erase them.`;
    if (parts === 1) return "";
    return `${parts} parts are too far apart to grow together: each grows from its own seed, and a part that is cut off completely cannot grow back.`;
  }
  function aboutFaint({ specks, hidden }) {
    const what = [
      ...specks > 0 ? [specks === 1 ? "a speck" : `${specks} specks`] : [],
      ...hidden > 0 ? [`${hidden} almost transparent cells`] : []
    ].join(" and ");
    if (what === "") return "";
    const subject = what[0].toUpperCase() + what.slice(1);
    return `${subject} may never come alive: draw over them, larger and in full colour, join them to the rest, or erase them.`;
  }
  function sameSeeds(one, other) {
    return JSON.stringify(one.organism.seeds) === JSON.stringify(other.organism.seeds);
  }

  // studio/computer.ts
  var WORD = "computer";
  var FIRST_LIVES = 160;
  var Computer = class {
    constructor(actions, options, server2 = new StudioServer(addressOf(options))) {
      this.actions = actions;
      this.#server = server2;
      server2.listen((event) => {
        if (event.type === "connection") this.#connected(event.state);
        else this.#take(event);
      });
      if (options.follow !== null) {
        const run = options.follow;
        server2.ready().then(() => this.watch(run), (error) => this.#say(error));
      }
    }
    state = y3("connecting");
    runs = y3([]);
    watched = y3(null);
    starting = y3(false);
    #server;
    #specimen = null;
    #say(error) {
      this.actions.store.say(error instanceof Error ? error.message : String(error), "error");
    }
    /** The run that can be taught another drawing: one that is looked at, and trained here. */
    get pupil() {
      const watched = this.watched.value;
      return watched?.here === true && watched.state === "running" ? watched.run : null;
    }
    /** Trains a drawing, cell by cell, in a run folder of this computer; a creature in training continues as it. */
    async train(drawing, name, thorough) {
      this.starting.value = true;
      const { pupil } = this;
      try {
        const png = await encodePng({ ...drawing, pixels: Uint8Array.from(drawing.data) });
        const { run, notes } = await this.#server.train(png, {
          name: soundName(name),
          size: Math.max(drawing.width, drawing.height),
          recipe: thorough ? "fast" : "quick",
          trim: false,
          background: "keep",
          ...pupil === null ? {} : { after: pupil }
        });
        for (const note of notes) this.actions.store.say(note);
        await this.watch(run, pupil !== null);
      } catch (error) {
        this.#say(error);
      } finally {
        this.starting.value = false;
      }
    }
    /**
     * Follows a run; its organism lives in the page, as it is at each moment.
     *
     * @param becomes whether the creature in the world continues as that run's, without a restart
     */
    async watch(run, becomes = false) {
      const before = this.watched.value;
      try {
        if (before !== null && before.run !== run) await this.#server.leave(before.run);
        if (!becomes) this.#specimen = null;
        const followed = await this.#server.follow(run);
        this.watched.value = { ...followed, words: "" };
        if (followed.state !== "running") await this.#show(await this.#server.organism(run));
      } catch (error) {
        this.#say(error);
      }
    }
    async stop() {
      if (this.watched.value !== null) await this.#server.stop(this.watched.value.run).catch((error) => this.#say(error));
    }
    async resume() {
      const watched = this.watched.value;
      if (watched === null) return;
      try {
        await this.#server.resume(watched.run);
        await this.watch(watched.run);
      } catch (error) {
        this.#say(error);
      }
    }
    #connected(state) {
      this.state.value = state;
      if (state === "open") void this.#list();
      if (state === "closed" && this.#server.trouble !== null) this.#say(this.#server.trouble);
    }
    async #list() {
      await this.#server.runs().then(
        ({ runs }) => this.runs.value = runs,
        () => {
        }
        // the connection was lost: it is listed again once there is one
      );
    }
    #take(event) {
      if (event.type === "changed") return void this.#list();
      if (event.type === "progress") {
        const { type: _3, ...numbers2 } = event;
        this.runs.value = this.runs.value.map((run) => run.run === event.run ? { ...run, ...numbers2 } : run);
      }
      const watched = this.watched.value;
      if (watched === null || event.run !== watched.run) return;
      if (event.type === "progress") this.watched.value = { ...watched, ...event, state: "running" };
      else if (event.type === "organism") void this.#show(event);
      else if (event.type === "note") this.actions.store.say(event.text);
      else if (event.type === "verdict") this.watched.value = { ...watched, words: event.words };
      else if (event.type === "failed") this.watched.value = { ...watched, state: "stopped", words: event.text };
      else if (event.type === "finished") {
        const state = event.reason === "stopped" ? "stopped" : "finished";
        this.watched.value = { ...watched, iteration: event.iteration, log10_loss: event.log10_loss, state };
      }
    }
    /** Into the world; one that lives there already gets the new weights. */
    async #show({ file, run }) {
      const { store: store2, life } = this.actions;
      try {
        const specimen2 = specimenOf(readOrganism(file, run), WORD);
        const before = this.#specimen?.organism;
        const fits = before?.height === specimen2.organism.height && before.width === specimen2.organism.width;
        const lives = fits && store2.living.value.length === 1 && store2.living.value[0]?.id === WORD;
        const first = this.#specimen === null || !fits;
        this.#specimen = specimen2;
        if (lives) {
          if (before.target?.png !== specimen2.organism.target?.png) await life.measure.compareWith([specimen2.organism]);
          const early = this.watched.value?.word === "taking shape" && store2.stepCount.value > FIRST_LIVES;
          const lost = store2.livingCells.value === 0 && store2.stepCount.value > 20;
          life.renew(specimen2, early || lost);
        } else if (first) {
          const { height, width, physics } = specimen2.organism;
          store2.boundary.value = physics.boundary;
          store2.fireRate.value = physics.fireRate;
          store2.playing.value = true;
          store2.hint.value = null;
          await life.begin({ specimens: [specimen2], world: { height, width }, snapshot: null });
        }
      } catch (error) {
        this.#say(error);
      }
    }
  };

  // studio/aim.tsx
  function Aim({ picture }) {
    if (picture === null) return null;
    return /* @__PURE__ */ u4("figure", { class: "aim", children: [
      /* @__PURE__ */ u4("img", { src: picture, alt: "The target" }),
      /* @__PURE__ */ u4("figcaption", { class: "quiet", children: "target" })
    ] });
  }

  // training/trial.ts
  var SIDES = 4;
  var MOST = 1 / 4;
  var EDGE = 0.5;
  var EPISODES = 2;
  var RECOVERED = 1e-3;
  var RECOVERY_STEPS = 200;
  async function tried(labour, { seed, parts, bound, steps, ...world }, learned2, side, seeds) {
    const grow2 = async (from) => {
      const [{ state: state2, loss }] = await grown2([from], EPISODES, steps, labour, learned2, seeds);
      return { state: state2, error: loss / bound };
    };
    const { state, error } = await grow2(seed);
    if (!(error <= 1)) return { grown: error, side: null, healed: null };
    const { error: healed } = await grow2(emptied2(state, thirds(parts, world, side)));
    return { grown: error, side, healed };
  }
  async function grown2(from, episodes, steps, labour, learned2, seeds) {
    let now = from.map((state) => ({ state, loss: Infinity }));
    for (let episode = 0; episode < episodes; episode++) {
      const samples = now.map(({ state }) => ({ state, steps, fireSeed: seeds() }));
      const ends = await labour.run({ ...learned2, samples, forward: true });
      now = ends.map((end) => ({ state: end.grown, loss: end.loss }));
    }
    return now;
  }
  async function recovered(labour, { seed, steps, ...world }, learned2, seeds) {
    const episodes = Math.ceil(RECOVERY_STEPS / steps);
    const [{ state }] = await grown2([seed], episodes, steps, labour, learned2, seeds);
    const wounded = CUTS.map((name) => emptied2(state, cut(world, name)));
    const ends = await grown2(wounded, episodes, steps, labour, learned2, seeds);
    return ends.filter(({ loss }) => loss < RECOVERED).length;
  }
  function recognisableLoss(target, { height, width }) {
    let [blurred, empty] = [0, 0];
    for (let at = 0; at < target.length; at++) {
      const [row, column] = [Math.floor(at / 4 / width), Math.floor(at / 4) % width];
      let sum = 0;
      for (let near = 0; near < 9; near++) {
        const [y5, x4] = [row + Math.floor(near / 3) - 1, column + near % 3 - 1];
        if (y5 >= 0 && y5 < height && x4 >= 0 && x4 < width) sum += target[4 * (y5 * width + x4) + at % 4];
      }
      blurred += (sum / 9 - target[at]) ** 2;
      empty += target[at] ** 2;
    }
    return Math.min(blurred, MOST * empty) / target.length;
  }
  function thirds(parts, { height, width }, side) {
    const [down, across] = [[0, 1], [1, 0], [0, -1], [-1, 0]][side];
    return Uint8Array.from({ length: height * width }, (_3, cell2) => {
      const from = ({ middle: [row, column] }) => [Math.floor(cell2 / width) - row, cell2 % width - column];
      const ways = parts.map((part2) => Math.hypot(...from(part2)));
      const part = parts[ways.indexOf(Math.min(...ways))];
      const [rows2, columns] = from(part);
      return Number(rows2 * down + columns * across > EDGE * part.spread[side % 2 === 0 ? 1 : 0]);
    });
  }

  // studio/words.ts
  var OFTEN = 10;
  var SELDOM = 100;
  var MENDED = 1.5;
  var Judgement = class {
    /** How it has mended last, by the side that was cut off. */
    #mended = new Array(SIDES).fill(null);
    #next = 0;
    word = "taking shape";
    /** Of an evaluation's five cuts, those that it recovered from last; null before the first test. */
    cuts = null;
    /** The side to cut off after this iteration; null for no trial. */
    due(iteration) {
      return iteration % (this.mends ? SELDOM : OFTEN) === 0 ? this.#next : null;
    }
    /** Whether the five cuts are due after this iteration. */
    cutsDue(iteration) {
      return this.mends && (this.cuts === null || iteration % SELDOM === 0);
    }
    get mends() {
      return this.word === "mending" || this.word === "healing";
    }
    /** It mends once what was cut off on each side has come back, four times one after another. */
    take({ side, healed }) {
      if (side === null) return;
      if (this.word === "taking shape") this.word = "recognisable";
      this.#mended[side] = healed;
      this.#next = (side + 1) % SIDES;
      if (!this.mends && this.#mended.every((error) => error !== null && error <= MENDED)) this.word = "mending";
    }
    /** It heals while it recovers from all of the five cuts. */
    takeCuts(count2) {
      this.cuts = count2;
      if (this.mends) this.word = count2 === CUTS.length ? "healing" : "mending";
    }
  };
  function told(word, cuts) {
    const count2 = `heals ${cuts} of ${CUTS.length} cuts`;
    const heals = cuts === null || cuts === 0 ? null : cuts === CUTS.length ? "heals its wounds" : count2;
    if (word === "mending" || word === "healing") return heals ?? "begins to heal";
    if (word !== "done") return `is ${word}`;
    return heals === null ? "is fully trained, but its wounds do not heal completely" : `is fully trained and ${heals}`;
  }
  function advice(word, cuts, parts) {
    if (cuts === CUTS.length || word === "taking shape" || word === "recognisable") return null;
    const more = word === "done" ? "Train it on, and more of its wounds may heal." : "Still learning: keep training for its wounds to heal.";
    return parts > 1 ? `${more} A part that is cut off completely cannot grow back.` : more;
  }

  // studio/computer_view.tsx
  var MOST_SHOWN = 8;
  var CONNECTION = {
    connecting: "connecting to this computer's studio …",
    waiting: "this computer's studio does not answer; trying again …",
    closed: "this computer's studio has stopped; run blastema studio again and open its address"
  };
  function ComputerView({ studio: studio2, computer }) {
    const { state, runs, watched, starting } = computer;
    void studio2.drawn.value;
    return /* @__PURE__ */ u4("section", { class: "computer", "aria-label": "This computer", children: [
      /* @__PURE__ */ u4("div", { class: "row begin", children: /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          class: "text-button strong",
          disabled: state.value !== "open" || starting.value || studio2.board.isEmpty,
          onClick: () => void computer.train(studio2.board.pixels, studio2.name.value, studio2.patience.value > 1),
          children: starting.value ? "Starting …" : computer.pupil === null ? "Train it on this computer" : "Teach it the new drawing there"
        }
      ) }),
      state.value !== "open" && /* @__PURE__ */ u4("p", { class: "quiet", children: CONNECTION[state.value] }),
      watched.value !== null && /* @__PURE__ */ u4(WatchedRun, { computer, watched: watched.value }),
      runs.value.length > 0 && /* @__PURE__ */ u4("ul", { class: "runs", "aria-label": "Runs on this computer", children: runs.value.slice(0, MOST_SHOWN).map((run) => /* @__PURE__ */ u4("li", { children: "fault" in run ? /* @__PURE__ */ u4(Faulty, { run }) : /* @__PURE__ */ u4(Run, { run, computer }) }, run.run)) })
    ] });
  }
  function WatchedRun({ computer, watched }) {
    const { run, state, word, iteration, iterations, here, words, picture } = watched;
    return /* @__PURE__ */ u4("div", { class: "training", children: [
      /* @__PURE__ */ u4("div", { class: "aimed", children: [
        /* @__PURE__ */ u4("div", { class: "going", children: [
          /* @__PURE__ */ u4("p", { class: "word", role: "status", children: [
            /* @__PURE__ */ u4("i", { children: run }),
            " ",
            state === "running" ? told(word === "healing" ? "mending" : word, null) : `has ${state}`
          ] }),
          /* @__PURE__ */ u4("progress", { max: iterations, value: iteration, "aria-label": "Training on this computer" }),
          /* @__PURE__ */ u4("p", { class: "quiet figures-row", children: [
            /* @__PURE__ */ u4("span", { children: [
              "iteration ",
              /* @__PURE__ */ u4("output", { "aria-label": "Iteration on this computer", children: iteration.toLocaleString("en") }),
              " of",
              " ",
              iterations.toLocaleString("en")
            ] }),
            /* @__PURE__ */ u4("span", { children: watched.log10_loss === null ? "" : `log10 loss ${watched.log10_loss.toFixed(2)}` })
          ] })
        ] }),
        /* @__PURE__ */ u4(Aim, { picture })
      ] }),
      words !== "" && /* @__PURE__ */ u4("p", { class: "quiet", children: words }),
      /* @__PURE__ */ u4("div", { class: "row", children: [
        here && state === "running" && /* @__PURE__ */ u4("button", { type: "button", class: "text-button plain", onClick: () => void computer.stop(), children: "Stop it" }),
        state === "stopped" && /* @__PURE__ */ u4("button", { type: "button", class: "text-button plain", onClick: () => void computer.resume(), children: "Resume it" })
      ] })
    ] });
  }
  function Run({ run, computer }) {
    return /* @__PURE__ */ u4(
      "button",
      {
        type: "button",
        class: "run",
        "aria-pressed": computer.watched.value?.run === run.run,
        onClick: () => void computer.watch(run.run),
        children: [
          run.picture !== null && /* @__PURE__ */ u4("img", { src: run.picture, alt: "" }),
          /* @__PURE__ */ u4("span", { children: run.run }),
          /* @__PURE__ */ u4("span", { class: "quiet", children: [
            run.state === "running" ? "training, " : "",
            run.iteration.toLocaleString("en"),
            " of ",
            run.iterations.toLocaleString("en")
          ] })
        ]
      }
    );
  }
  function Faulty({ run }) {
    return /* @__PURE__ */ u4("p", { class: "quiet", title: run.fault, children: [
      run.run,
      ": cannot be read"
    ] });
  }

  // engine/organism_writing.ts
  var FORMAT2 = "blastema-organism";
  var VERSION4 = 2;
  function writeOrganism(organism) {
    refuseMore(organism);
    const tensors = tensorsOf(organism);
    const header = { __metadata__: { blastema: JSON.stringify(description(organism)) } };
    let end = 0;
    for (const { name, shape, values } of tensors) {
      header[name] = { dtype: "F32", shape, data_offsets: [end, end += values.byteLength] };
    }
    const text2 = new TextEncoder().encode(JSON.stringify(header));
    const padded = new Uint8Array(8 * Math.ceil(text2.length / 8)).fill(32);
    padded.set(text2);
    const length = new DataView(new ArrayBuffer(8));
    length.setUint32(0, padded.length, true);
    return joined([new Uint8Array(length.buffer), padded, ...tensors.map(({ values }) => littleEndian(values))]);
  }
  function tensorsOf({ layers: layers2, perception: perception2, channels }) {
    const tensors = layers2.flatMap(({ inputs, outputs: outputs2, weight, bias }, index) => [
      { name: `layers.${index}.weight`, shape: [inputs, outputs2], values: weight },
      { name: `layers.${index}.bias`, shape: [outputs2], values: bias }
    ]);
    const { learned: learned2 } = perception2;
    const shape = [learned2.length / (9 * channels), 3, 3, channels];
    return learned2.length === 0 ? tensors : [...tensors, { name: "perception.learned", shape, values: learned2 }];
  }
  function refuseMore({ name, pictures, startRadius, target, decoder, parents }) {
    if (parents !== null) {
      throw new OrganismError(`${name} has two levels of cells; this page cannot write it.`);
    }
    if (decoder !== null) {
      throw new OrganismError(`${name} is drawn by a decoder; this page cannot write it.`);
    }
    if (pictures.length > 0 || startRadius !== null || (target?.motion ?? null) !== null) {
      throw new OrganismError(`${name} has several pictures, starts as its picture, or moves; this page cannot write it.`);
    }
  }
  function description({ channels, perception: perception2, layers: layers2, update, life, physics, ...organism }) {
    return {
      format: FORMAT2,
      version: VERSION4,
      name: organism.name,
      automaton: {
        channels,
        perception: {
          kind: perception2.kind,
          filters: perception2.filters.map(described2),
          learned_filters: perception2.learned.length / (9 * channels),
          signal: perception2.signal
        },
        update: { ...update, hidden: layers2.slice(0, -1).map(({ outputs: outputs2 }) => outputs2) },
        life: { kind: life.kind, alive_threshold: life.aliveThreshold },
        physics: {
          boundary: physics.boundary,
          fire_rate: physics.fireRate,
          fire_per: physics.firePer,
          step_size: physics.stepSize,
          angle: physics.angle * 180 / Math.PI,
          clamp: physics.clamp,
          noise: physics.noise
        }
      },
      grid: [organism.height, organism.width],
      seeds: organism.seeds,
      target: targetOf(organism),
      provenance: organism.provenance
    };
  }
  function targetOf({ target }) {
    if (target?.png == null) return null;
    const { name, size, padding, png } = target;
    return { name, size, padding, png };
  }
  function described2({ name, still: still2, cosine, sine }) {
    const rows2 = (taps2) => [taps2.slice(0, 3), taps2.slice(3, 6), taps2.slice(6, 9)];
    return { name, still: rows2(still2), cosine: rows2(cosine), sine: rows2(sine) };
  }
  function littleEndian(values) {
    const view = new DataView(new ArrayBuffer(values.byteLength));
    values.forEach((value, index) => view.setFloat32(4 * index, value, true));
    return new Uint8Array(view.buffer);
  }

  // studio/handle.ts
  function studioHandle(studio2) {
    return {
      get stage() {
        return studio2.stage.value;
      },
      get word() {
        return studio2.record.word.value;
      },
      get cuts() {
        return studio2.record.cuts.value;
      },
      get iteration() {
        return studio2.record.done.value;
      },
      get loss() {
        return studio2.record.event.value?.shown.loss ?? null;
      },
      get reached() {
        return studio2.record.reached.value;
      },
      get where() {
        return studio2.where.value;
      },
      get board() {
        const { height, data } = studio2.board.pixels;
        return { size: height, data: [...data] };
      },
      file: () => {
        const organism = studio2.creature();
        return organism === null ? null : [...writeOrganism(organism)];
      }
    };
  }

  // training/kernel.ts
  var ADDRESS2 = { parameters: 0, gradient: 1, taps: 2, target: 3, state: 4, grown: 5 };
  var LIFE_ORDER = ["neighbourhood", "all", "own-alpha"];
  var OutOfMemory = class extends Error {
    name = "OutOfMemory";
  };
  function parameterCount({ layers: layers2 }) {
    return layers2.reduce((sum, { inputs, outputs: outputs2 }) => sum + (inputs + 1) * outputs2, 0);
  }
  function parametersOf({ layers: layers2 }) {
    return Float32Array.from(layers2.flatMap(({ weight, bias }) => [...weight, ...bias]));
  }
  function withParameters(organism, parameters) {
    let at = 0;
    const take = (count2) => parameters.slice(at, at += count2);
    const layers2 = organism.layers.map(({ inputs, outputs: outputs2 }) => {
      return { inputs, outputs: outputs2, weight: take(inputs * outputs2), bias: take(outputs2) };
    });
    return { ...organism, layers: layers2 };
  }
  var TrainingKernel = class _TrainingKernel {
    constructor(instance, setting) {
      this.setting = setting;
      this.exports = instance.exports;
      const { height, width, organism, mostSteps } = setting;
      const { channels, perception: perception2, layers: layers2, life, update, physics } = organism;
      const [hidden, second] = layers2.slice(0, -1).map(({ outputs: outputs2 }) => outputs2);
      this.parameters = parameterCount(organism);
      const founded = this.exports.found_samples(
        height,
        width,
        channels,
        perception2.filters.length,
        hidden,
        second ?? 0,
        LIFE_ORDER.indexOf(life.kind),
        ACTIVATIONS.indexOf(update.activation),
        UPDATES.indexOf(update.kind),
        Number(physics.firePer === "channel"),
        Number(physics.boundary === "torus"),
        life.aliveThreshold,
        physics.clamp > 0 ? physics.clamp : Infinity,
        mostSteps
      );
      if (!founded) throw this.outOfMemory();
      this.view("taps", perception2.filters.length * 9).set(
        perception2.filters.flatMap((filter) => turnedTaps(filter, physics.angle))
      );
    }
    exports;
    parameters;
    static async create(module, setting) {
      const instance = await WebAssembly.instantiate(module, { env: { pow: Math.pow } });
      return new _TrainingKernel(instance, setting);
    }
    /** Sets the parameters and the target [height, width, 4] for the following samples. */
    learn(parameters, target) {
      this.view("parameters", this.parameters).set(parameters);
      this.view("target", 4 * this.setting.height * this.setting.width).set(target);
      this.exports.learn();
    }
    /**
     * One sample, in parts of this many steps: each `next` computes one part.
     *
     * @param forward only: it grows, and nothing is learned from it; the gradient is empty
     * @throws OutOfMemory if the browser gives no more of it
     */
    *sample({ state, fireSeed, steps }, part, forward = false) {
      const { exports, setting } = this;
      const { physics, channels } = setting.organism;
      const floats = setting.height * setting.width * channels;
      this.view("state", floats).set(state);
      const limit = fireThreshold(physics.fireRate);
      exports.begin(fireSeed, limit, physics.stepSize, steps, Math.fround(1 / setting.batchSize), 1);
      for (let done = 0; done < steps; done += part) {
        if (!exports.forward(done, Math.min(done + part, steps))) throw this.outOfMemory();
        yield;
      }
      const loss = exports.turn();
      const grown3 = this.view("grown", floats).slice();
      if (forward) return { loss, gradient: new Float32Array(0), grown: grown3 };
      for (let left = steps; left > 0; left -= part) {
        exports.backward(left, Math.max(left - part, 0));
        yield;
      }
      exports.finish();
      return { loss, gradient: this.view("gradient", this.parameters).slice(), grown: grown3 };
    }
    /** One sample at once. */
    whole(sample, forward = false) {
      const parts = this.sample(sample, sample.steps, forward);
      let part = parts.next();
      while (part.done !== true) part = parts.next();
      return part.value;
    }
    /** A view of the kernel's memory, valid until it grows, so it is not stored. */
    view(what, count2) {
      const { memory } = this.exports;
      return new Float32Array(memory.buffer, this.exports.sample_address(ADDRESS2[what]), count2);
    }
    outOfMemory() {
      const { height, width } = this.setting;
      return new OutOfMemory(`The browser does not have enough memory to train on ${height} x ${width} cells; choose a smaller size.`);
    }
  };

  // training/labour.ts
  var SLICE = 6;
  var PART = 4;
  var InPage = class _InPage {
    constructor(kernel) {
      this.kernel = kernel;
    }
    name = "in the page";
    static async create(setting) {
      return new _InPage(await TrainingKernel.create(await WebAssembly.compile(trainer_default), setting));
    }
    async run({ parameters, target, samples, forward = false }) {
      this.kernel.learn(parameters, target);
      const outcomes = [];
      let since = performance.now();
      for (const sample of samples) {
        const parts = this.kernel.sample(sample, PART, forward);
        let part = parts.next();
        while (part.done !== true) {
          if (performance.now() - since > SLICE) {
            await new Promise((resolve) => setTimeout(resolve));
            since = performance.now();
          }
          part = parts.next();
        }
        outcomes.push(part.value);
      }
      return outcomes;
    }
    dispose() {
    }
  };
  var Hand = class {
    constructor(worker) {
      this.worker = worker;
      worker.onmessage = ({ data }) => this.settle?.resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        this.fail(event.message || "a worker could not start");
      };
      worker.onmessageerror = () => this.fail("a worker's answer was lost");
    }
    settle = null;
    fail(why) {
      this.settle?.reject(new Error(why));
    }
    tell(order) {
      this.worker.postMessage(order);
    }
    async ask(order) {
      const answer = await new Promise((resolve, reject) => {
        this.settle = { resolve, reject };
        this.tell(order);
      });
      if (answer.kind === "failed") throw new Error(answer.why);
      return answer;
    }
    dispose() {
      this.fail("the training was stopped");
      this.worker.terminate();
    }
  };
  var Crew = class _Crew {
    constructor(hands) {
      this.hands = hands;
    }
    get name() {
      return this.hands.length === 1 ? "in a worker" : `in ${this.hands.length} workers`;
    }
    static async create(source, count2, setting) {
      const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      const hands = [];
      try {
        for (let i4 = 0; i4 < count2; i4++) hands.push(new Hand(new Worker(address)));
        await Promise.all(hands.map((hand) => hand.ask({ kind: "begin", bytes: trainer_default, setting })));
      } catch (error) {
        for (const hand of hands) hand.dispose();
        throw error;
      } finally {
        URL.revokeObjectURL(address);
      }
      return new _Crew(hands);
    }
    async run({ parameters, target, samples, forward = false }) {
      const outcomes = new Array(samples.length);
      let next = 0;
      const work = async (hand) => {
        if (next < samples.length) hand.tell({ kind: "learn", parameters, target });
        while (next < samples.length) {
          const index = next++;
          const answer = await hand.ask({ kind: "sample", sample: samples[index], forward });
          if (answer.kind === "done") outcomes[index] = answer.outcome;
        }
      };
      await Promise.all(this.hands.map(work));
      return outcomes;
    }
    dispose() {
      for (const hand of this.hands) hand.dispose();
    }
  };
  function crewSize(batchSize, processors = navigator.hardwareConcurrency || 1) {
    return Math.max(1, Math.min(processors - 1, batchSize));
  }
  async function hire(setting, source, count2) {
    if (source === "" || typeof Worker === "undefined") return InPage.create(setting);
    try {
      return await Crew.create(source, count2 ?? crewSize(setting.batchSize), setting);
    } catch {
      return InPage.create(setting);
    }
  }

  // training/serving.ts
  function trainingObstacle({ name, channels, perception: perception2, layers: layers2, physics, parents }) {
    if (typeof WebAssembly !== "object" || !WebAssembly.validate(trainer_default)) {
      return "This browser does not run WebAssembly with SIMD, which training needs.";
    }
    if (parents !== null) {
      return `${name} has two levels of cells, which this page cannot train.`;
    }
    if (perception2.learned.length > 0 || perception2.signal > 0 || physics.noise > 0) {
      return `${name} has learned filters, a signal or noise, which this page cannot train.`;
    }
    const widths = layers2.slice(0, -1).map(({ outputs: outputs2 }) => outputs2);
    const filters = perception2.filters.length;
    if (channels % 4 !== 0 || widths.length > 2 || widths.some((width) => width % 16 !== 0) || filters > 5) {
      return `${name} has ${channels} channels, ${filters} filters and layers ${widths.join(", ")} wide; this page trains a multiple of 4 channels, at most 5 filters, and one or two layers that are a multiple of 16 wide.`;
    }
    return null;
  }

  // training/adam.ts
  var [FIRST_DECAY, SECOND_DECAY] = [0.9, 0.999];
  var EPSILON = 1e-7;
  var NORM_EPSILON = 1e-8;
  function firstWeights(parameters) {
    const none = () => new Float32Array(parameters.length);
    return { parameters, first: none(), second: none(), updates: 0, average: parameters };
  }
  function sumOf(gradients) {
    const sum = new Float64Array(gradients[0].length);
    for (const gradient of gradients) for (let i4 = 0; i4 < sum.length; i4++) sum[i4] += gradient[i4];
    return sum;
  }
  function norm(values) {
    let sum = 0;
    for (const value of values) sum += value * value;
    return Math.sqrt(sum);
  }
  function normalise(gradient, { layers: layers2 }, kind) {
    if (kind === "none") return;
    const sizes = layers2.flatMap(({ inputs, outputs: outputs2 }) => [inputs * outputs2, outputs2]);
    let at = 0;
    for (const size of kind === "global-norm" ? [gradient.length] : sizes) {
      const variable = gradient.subarray(at, at += size);
      const length = norm(variable) + NORM_EPSILON;
      for (let i4 = 0; i4 < size; i4++) variable[i4] /= length;
    }
  }
  function learned(weights, outcomes, organism, recipe, iteration, rateScale = 1) {
    const gradient = sumOf(outcomes.map((outcome) => outcome.gradient));
    const gradientNorm = norm(gradient);
    normalise(gradient, organism, recipe.gradient_normalisation);
    const rate = learningRate(recipe.phases, iteration) * rateScale;
    return { weights: updated(weights, gradient, rate, recipe.weight_average), gradientNorm, rate };
  }
  function updated(weights, gradient, rate, decay) {
    const updates = weights.updates + 1;
    const [parameters, first, second] = [weights.parameters, weights.first, weights.second].map((from) => from.slice());
    const average = decay > 0 ? weights.average.slice() : parameters;
    const kept = Math.min(decay, updates / (9 + updates));
    const [firstShare, secondShare] = [1 - FIRST_DECAY ** updates, 1 - SECOND_DECAY ** updates];
    for (let i4 = 0; i4 < gradient.length; i4++) {
      first[i4] = FIRST_DECAY * first[i4] + (1 - FIRST_DECAY) * gradient[i4];
      second[i4] = SECOND_DECAY * second[i4] + (1 - SECOND_DECAY) * gradient[i4] ** 2;
      parameters[i4] -= rate * (first[i4] / firstShare) / (Math.sqrt(second[i4] / secondShare) + EPSILON);
      if (decay > 0) average[i4] += (1 - kept) * (parameters[i4] - average[i4]);
    }
    return { parameters, first, second, updates, average };
  }

  // training/curriculum.ts
  function distance2(state, target) {
    const channels = 4 * state.length / target.length;
    let sum = 0;
    for (let at = 0, from = 0; at < target.length; at += 4, from += channels) {
      for (let c4 = 0; c4 < 4; c4++) sum += (state[from + c4] - target[at + c4]) ** 2;
    }
    return sum / target.length;
  }
  function livingCells(state, channels, threshold) {
    const least = Math.fround(threshold);
    let count2 = 0;
    for (let at = ALPHA; at < state.length; at += channels) count2 += state[at] > least ? 1 : 0;
    return count2;
  }
  function drawStart(recipe, pool, scene, iteration, draws2) {
    const { curriculum, batch_size: batch } = recipe;
    if (curriculum.kind === "growing") {
      return { states: Array.from({ length: batch }, () => scene.seed), slots: [], woundedCount: 0, broken: 0 };
    }
    const drawn = draws2("draw").different(batch, pool.slots.length).map((slot) => {
      const state = pool.read(slot);
      return { slot, state, loss: distance2(state, scene.target) };
    });
    const broken = drawn.filter(({ state, loss }) => isBroken(state, loss, scene)).length / batch;
    const order = (loss) => Number.isNaN(loss) ? Infinity : loss;
    drawn.sort((one, other) => order(one.loss) === order(other.loss) ? 0 : order(other.loss) - order(one.loss));
    const states = drawn.map(({ state }) => state);
    if (iteration % (curriculum.reseed_every ?? 1) === 0) states[0] = scene.seed;
    const woundedCount = curriculum.kind === "regenerating" ? curriculum.damage_count ?? 3 : 0;
    const kinds = curriculum.wounds ?? ["circle"];
    const stream = draws2("wound");
    for (let index = batch - woundedCount; index < batch; index++) {
      const kind = kinds[stream.below(kinds.length)];
      if (!isWound(kind)) throw new RangeError(`The page does not support the wound ${kind}.`);
      states[index] = WOUNDS2[kind](stream, states[index], scene, scene.size);
    }
    return { states, slots: drawn.map(({ slot }) => slot), woundedCount, broken };
  }
  function isBroken(state, loss, { target, aliveThreshold }) {
    const nothing = target.reduce((sum, value) => sum + value * value, 0) / target.length;
    return !(loss <= 2 * nothing) || livingCells(state, 4 * state.length / target.length, aliveThreshold) === 0;
  }

  // training/guards.ts
  var EXPLODED = 1e5;
  var DEAD_PATIENCE = 20;
  var BROKEN_SHARE = 0.6;
  var JUMP_DECADES = 1;
  var JUMP_PATIENCE = 200;
  var SETTLING_TURNS = 3;
  var LONGEST_SETTLING = 1e3;
  var SMOOTHING = 0.98;
  var BROKEN_SMOOTHING = 0.95;
  function firstGuards(emptyLoss, batchSize, poolSize) {
    const settling = Math.min(Math.floor(SETTLING_TURNS * poolSize / batchSize), LONGEST_SETTLING);
    const none = { smoothed: null, best: Infinity, baseline: Infinity, broken: 0, deadFor: 0, highFor: 0 };
    return { emptyLoss, batchSize, settling, ...none };
  }
  function after(guards, figures) {
    const loss = Number.isFinite(figures.loss) ? Math.log10(Math.max(figures.loss, 1e-30)) : Infinity;
    const smoothed2 = guards.smoothed === null ? loss : SMOOTHING * guards.smoothed + (1 - SMOOTHING) * loss;
    const settling = Math.max(guards.settling - 1, 0);
    const baseline = settling > 0 ? guards.baseline : Math.min(guards.baseline, smoothed2);
    return {
      ...guards,
      settling,
      smoothed: smoothed2,
      best: Math.min(guards.best, smoothed2),
      baseline,
      broken: BROKEN_SMOOTHING * guards.broken + (1 - BROKEN_SMOOTHING) * figures.brokenDrawn,
      deadFor: figures.deadSamples === guards.batchSize ? guards.deadFor + 1 : 0,
      highFor: smoothed2 > baseline + JUMP_DECADES ? guards.highFor + 1 : 0
    };
  }
  function trouble(guards, figures) {
    if (!Number.isFinite(figures.loss)) return "the loss is not finite";
    if (!Number.isFinite(figures.gradientNorm)) return "the gradient is not finite";
    if (!(figures.largestState <= EXPLODED)) return "the organism exploded";
    if (guards.deadFor >= DEAD_PATIENCE) return "the organism died out";
    if (hadLearned(guards) && guards.broken > BROKEN_SHARE) return "the pool filled with broken states";
    if (guards.highFor >= JUMP_PATIENCE) return "the loss jumped and stayed up";
    return null;
  }
  function isHealthy(guards) {
    const filling = hadLearned(guards) && guards.broken > 0.5 * BROKEN_SHARE;
    return guards.deadFor === 0 && guards.highFor === 0 && !filling;
  }
  function hadLearned({ settling, best, emptyLoss }) {
    return settling === 0 && best < Math.log10(Math.max(emptyLoss, 1e-30)) - 0.5;
  }
  function rolledBack(guards) {
    return { ...guards, broken: 0, deadFor: 0, highFor: 0 };
  }

  // training/pool.ts
  function pack2(state, channels) {
    const cells = [];
    for (let cell2 = 0; cell2 * channels < state.length; cell2++) {
      for (let at = cell2 * channels; at < (cell2 + 1) * channels; at++) {
        if (state[at] === 0) continue;
        cells.push(cell2);
        break;
      }
    }
    const values = new Float32Array(cells.length * channels);
    cells.forEach((cell2, index) => values.set(state.subarray(cell2 * channels, (cell2 + 1) * channels), index * channels));
    return { cells: Uint32Array.from(cells), values };
  }
  var Pool = class {
    /** @param seed [height, width, channels], what everything grows from */
    constructor(seed, channels, slots) {
      this.seed = seed;
      this.channels = channels;
      this.slots = typeof slots === "number" ? new Array(slots).fill(null) : [...slots];
    }
    /** Null is the seed. */
    slots;
    /** A copy of a state. */
    read(slot) {
      const packed = this.slots[slot];
      if (packed === null) return this.seed.slice();
      const state = new Float32Array(this.seed.length);
      const { channels } = this;
      packed.cells.forEach((cell2, index) => {
        state.set(packed.values.subarray(index * channels, (index + 1) * channels), cell2 * channels);
      });
      return state;
    }
    write(slot, state) {
      this.slots[slot] = pack2(state, this.channels);
    }
    /** Each state becomes the seed with this probability. */
    refresh(draws2, share) {
      this.slots.forEach((_3, slot) => {
        if (draws2.between(0, 1) < share) this.slots[slot] = null;
      });
    }
  };

  // training/random.ts
  var STREAMS = ["draw", "steps", "fire", "wound", "refresh", "trial", "cuts"];
  function drawsOf(seed, iteration, attempt) {
    return (name) => new Stream(STREAMS.indexOf(name), iteration, seed + Math.imul(CHANNEL_STRIDE, attempt) >>> 0);
  }
  var Stream = class {
    constructor(number, iteration, seed) {
      this.number = number;
      this.iteration = iteration;
      this.seed = seed;
    }
    drawn = 0;
    /** An unsigned 32-bit number. */
    bits() {
      return pcg3dFirst(this.drawn++ + ROW_STRIDE * this.number >>> 0, this.iteration, this.seed);
    }
    /** Uniform in [low, high). */
    between(low, high) {
      return low + (high - low) * (this.bits() / 2 ** 32);
    }
    /** Normally distributed, of mean 0 and standard deviation 1 (Box and Muller). */
    normal() {
      const radius = Math.sqrt(-2 * Math.log(1 - this.bits() / 2 ** 32));
      return radius * Math.cos(this.between(0, 2 * Math.PI));
    }
    /** A whole number from 0 to below `count`. */
    below(count2) {
      return Math.floor(this.between(0, count2));
    }
    /** So many different whole numbers from 0 to below `most`. */
    different(count2, most) {
      const drawn = /* @__PURE__ */ new Set();
      while (drawn.size < count2) drawn.add(this.below(most));
      return [...drawn];
    }
  };

  // training/trainer.ts
  var RATE_CUT = 0.5;
  var FRESH_SHARE = 0.5;
  var CHECKPOINT_EVERY = 50;
  var SHOWN_SMOOTHING = 0.9;
  var TrainingFailed = class extends Error {
    name = "TrainingFailed";
  };
  function settingOf({ organism, target, recipe }) {
    const { height, width } = target;
    return { height, width, organism, mostSteps: longestEpisode(recipe), batchSize: recipe.batch_size };
  }
  function sceneOf({ organism, target }) {
    const { height, width, channels, life } = organism;
    const seed = new Float32Array(height * width * channels);
    const middle = { row: Math.floor(height / 2), column: Math.floor(width / 2) };
    seedRegion(organism, target, middle, "zero").forEach((planted2, cell2) => {
      if (planted2 !== 0) seed.fill(1, cell2 * channels + 3, (cell2 + 1) * channels);
    });
    const size = organism.target?.size ?? Math.max(height, width);
    return { height, width, seed, target: target.values, size, aliveThreshold: life.aliveThreshold };
  }
  function begun(task, slots) {
    const { organism, recipe, target } = task;
    const { kind, pool_size: size = 1024 } = recipe.curriculum;
    const pool = slots ?? new Array(kind === "growing" ? 0 : size).fill(null);
    const nothing = new Float32Array(target.height * target.width * organism.channels);
    const guards = firstGuards(distance2(nothing, target.values), recipe.batch_size, pool.length);
    const weights = firstWeights(parametersOf(organism));
    const shown = { loss: null };
    return { iteration: 0, attempt: 0, rateScale: 1, weights, slots: pool, guards, shown };
  }
  var Trainer = class {
    /** @param from a state to resume from; its task has to be the same */
    constructor(task, labour, from = null) {
      this.task = task;
      this.labour = labour;
      this.scene = sceneOf(task);
      this.parts = partsWithin(task.target.values.filter((_3, at) => at % 4 === 3), task.target);
      this.bound = recognisableLoss(task.target.values, task.target);
      this.now = from ?? begun(task);
      this.pool = this.poolOf(this.now);
      this.good = [this.now];
    }
    scene;
    /** Of the picture, too far apart to be bridged. */
    parts;
    bound;
    pool;
    now;
    /** The last two states that were sound, the newer one last, and the one that was returned to. */
    good;
    returnedTo = null;
    poolOf({ slots }) {
      return new Pool(this.scene.seed, this.task.organism.channels, slots);
    }
    /** Iterations done. */
    get iteration() {
      return this.now.iteration;
    }
    get isDone() {
      return this.now.iteration >= this.task.recipe.iterations;
    }
    get shown() {
      return this.now.shown;
    }
    get where() {
      return this.labour.name;
    }
    /** A state that suffices to resume. */
    progress() {
      return { ...this.now, slots: [...this.pool.slots] };
    }
    /** What has been trained so far: the running average of the weights. */
    organism() {
      const { recipe, organism } = this.task;
      const { smoothed: smoothed2 } = this.now.guards;
      const provenance = {
        regime: recipe.curriculum.kind,
        iterations: this.now.iteration,
        planned_iterations: recipe.iterations,
        seed: recipe.seed,
        log10_loss: smoothed2 !== null && Number.isFinite(smoothed2) ? Math.round(smoothed2 * 1e4) / 1e4 : null
      };
      const averaged = recipe.weight_average > 0 ? this.now.weights.average : this.now.weights.parameters;
      return { ...withParameters(organism, averaged), provenance };
    }
    /** Tests what it can do now, with a part cut off on that side, without learning. */
    trial(side) {
      const { tested, learned: learned2, seeds } = this.test("trial");
      return tried(this.labour, tested, learned2, side, seeds);
    }
    /** Tests how many of an evaluation's five cuts it recovers from now, without learning. */
    recovered() {
      const { tested, learned: learned2, seeds } = this.test("cuts");
      return recovered(this.labour, tested, learned2, seeds);
    }
    test(stream) {
      const { target, recipe } = this.task;
      const { iteration, attempt } = this.now;
      const draws2 = drawsOf(recipe.seed, iteration, attempt)(stream);
      return {
        tested: { ...this.scene, parts: this.parts, bound: this.bound, steps: longestEpisode(recipe) },
        learned: { parameters: parametersOf(this.organism()), target: target.values },
        seeds: () => draws2.bits()
      };
    }
    /**
     * One iteration.
     *
     * @throws TrainingFailed when the guards have gone back too often
     */
    async iterate() {
      const { recipe, target } = this.task;
      const { iteration, attempt, weights } = this.now;
      const draws2 = drawsOf(recipe.seed, iteration, attempt);
      const start2 = drawStart(recipe, this.pool, this.scene, iteration, draws2);
      const [low, high] = episodeSteps(recipe.phases, iteration);
      const steps = low + draws2("steps").below(high - low);
      const fire = draws2("fire");
      const samples = start2.states.map((state) => ({ state, steps, fireSeed: fire.bits() }));
      const outcomes = await this.labour.run({ parameters: weights.parameters, target: target.values, samples });
      start2.slots.forEach((slot, index) => this.pool.write(slot, outcomes[index].grown));
      return this.learn(outcomes, start2.broken);
    }
    learn(outcomes, brokenDrawn) {
      const { organism, recipe } = this.task;
      const { iteration, rateScale, guards, weights, shown } = this.now;
      const { weights: better, gradientNorm, rate } = learned(weights, outcomes, organism, recipe, iteration, rateScale);
      const alive = ({ grown: grown3 }) => livingCells(grown3, organism.channels, this.scene.aliveThreshold);
      const figures = {
        loss: outcomes.reduce((sum, { loss }) => sum + loss, 0) / outcomes.length,
        gradientNorm,
        largestState: Math.max(...outcomes.map(({ grown: grown3 }) => largestMagnitude(grown3))),
        deadSamples: outcomes.filter((outcome) => alive(outcome) === 0).length,
        brokenDrawn
      };
      const next = after(guards, figures);
      this.now = {
        ...this.now,
        iteration: iteration + 1,
        guards: next,
        weights: better,
        shown: { loss: smoothed(shown.loss, figures.loss) }
      };
      const wrong = trouble(next, figures);
      if (wrong !== null) this.rollBack(wrong);
      else if (this.iteration % CHECKPOINT_EVERY === 0 && isHealthy(next)) {
        this.good = [...this.good.slice(-1), this.progress()];
      }
      const { iteration: done, shown: seen } = this.now;
      return { iteration: done, loss: Math.log10(figures.loss), shown: seen, rate, rolledBack: wrong };
    }
    rollBack(wrong) {
      const { recipe } = this.task;
      const attempt = this.now.attempt + 1;
      if (attempt > recipe.max_rollbacks) {
        throw new TrainingFailed(`Training stopped: ${wrong}, after ${attempt - 1} roll-backs.`);
      }
      const last = this.good[this.good.length - 1];
      const to = last === this.returnedTo ? this.good[0] : last;
      this.returnedTo = to;
      const rateScale = this.now.rateScale * RATE_CUT;
      this.now = { ...to, attempt, rateScale, guards: rolledBack(this.now.guards) };
      this.pool = this.poolOf(to);
      this.pool.refresh(drawsOf(recipe.seed, to.iteration, attempt)("refresh"), FRESH_SHARE);
    }
    dispose() {
      this.labour.dispose();
    }
  };
  function smoothed(before, loss) {
    const now = Math.log10(Math.max(loss, 1e-30));
    return before === null || !Number.isFinite(before) ? now : SHOWN_SMOOTHING * before + (1 - SHOWN_SMOOTHING) * now;
  }

  // studio/board.ts
  var BOARD_SIZES = [16, 24, 32, 40, 48];
  var PENCILS = [1, 2, 3, 5];
  var CLEAR = [0, 0, 0, 0];
  var MOST_REMEMBERED = 200;
  var Board = class {
    /** Cells of a side. */
    size;
    data;
    before = [];
    undone = [];
    constructor(size) {
      this.size = size;
      this.data = new Uint8ClampedArray(4 * size * size);
    }
    /** What is drawn; not to be changed. */
    get pixels() {
      return { height: this.size, width: this.size, data: this.data };
    }
    get isEmpty() {
      return !this.data.some((value, i4) => i4 % 4 === 3 && value > 0);
    }
    get canUndo() {
      return this.before.length > 0;
    }
    get canRedo() {
      return this.undone.length > 0;
    }
    /** To be called before a stroke or any other change: undo comes back to this. */
    remember() {
      this.before.push(this.data.slice());
      if (this.before.length > MOST_REMEMBERED) this.before.shift();
      this.undone.length = 0;
    }
    undo() {
      this.travel(this.before, this.undone);
    }
    redo() {
      this.travel(this.undone, this.before);
    }
    travel(from, to) {
      const data = from.pop();
      if (data === void 0) return;
      to.push(this.data);
      this.data = data;
      this.size = Math.round(Math.sqrt(data.length / 4));
    }
    /** The colour of a cell; null outside the board. */
    at({ row, column }) {
      if (row < 0 || row >= this.size || column < 0 || column >= this.size) return null;
      const from = 4 * (row * this.size + column);
      return [this.data[from], this.data[from + 1], this.data[from + 2], this.data[from + 3]];
    }
    paint({ row, column }, ink) {
      if (row < 0 || row >= this.size || column < 0 || column >= this.size) return;
      this.data.set(ink, 4 * (row * this.size + column));
    }
    /** A straight stroke of a pencil so many cells wide, in its mirror image too if asked; null erases. */
    line(from, to, width, ink, mirrored) {
      const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 1);
      for (let step = 0; step <= steps; step++) {
        const row = Math.round(from.row + (to.row - from.row) * step / steps);
        const column = Math.round(from.column + (to.column - from.column) * step / steps);
        this.dab({ row, column }, width, ink ?? CLEAR);
        if (mirrored) this.dab({ row, column: this.mirror(column, width) }, width, ink ?? CLEAR);
      }
    }
    /** The column whose dab of that width is the mirror image: one of an even width reaches further to the right. */
    mirror(column, width) {
      return this.size - 1 - column - (width % 2 === 0 ? 1 : 0);
    }
    dab({ row, column }, width, ink) {
      const first = -Math.floor((width - 1) / 2);
      for (let down = first; down < first + width; down++) {
        for (let across = first; across < first + width; across++) {
          const corner = width >= 5 && Math.abs(down) === 2 && Math.abs(across) === 2;
          if (!corner) this.paint({ row: row + down, column: column + across }, ink);
        }
      }
    }
    /** Fills the area of one colour around a cell; null empties it. */
    fill(start2, ink) {
      const old = this.at(start2);
      const fresh = ink ?? CLEAR;
      if (old === null || old.every((value, c4) => value === fresh[c4])) return;
      const waiting = [start2];
      for (let spot = waiting.pop(); spot !== void 0; spot = waiting.pop()) {
        const { row, column } = spot;
        const here = this.at(spot);
        if (here === null || here.some((value, c4) => value !== old[c4])) continue;
        this.paint(spot, fresh);
        waiting.push(
          { row: row - 1, column },
          { row: row + 1, column },
          { row, column: column - 1 },
          { row, column: column + 1 }
        );
      }
    }
    clear() {
      this.data = new Uint8ClampedArray(this.data.length);
    }
    /** Another number of cells, the drawing scaled by taking the nearest ones. */
    resize(size) {
      const data = new Uint8ClampedArray(4 * size * size);
      for (let cell2 = 0; cell2 < size * size; cell2++) {
        const [row, column] = [Math.floor(cell2 / size), cell2 % size];
        const from = (index) => Math.floor((index + 0.5) * this.size / size);
        data.set(this.at({ row: from(row), column: from(column) }), 4 * cell2);
      }
      this.size = size;
      this.data = data;
    }
    /** Lays a picture of the board's own size on it. */
    load(pixels) {
      if (pixels.width !== pixels.height) throw new RangeError(`The picture is ${pixels.width} x ${pixels.height}; expected a square.`);
      this.size = pixels.width;
      this.data = Uint8ClampedArray.from(pixels.data);
    }
  };
  function inkOf(colour) {
    const value = Number.parseInt(colour.slice(1), 16);
    return [value >> 16 & 255, value >> 8 & 255, value & 255, 255];
  }

  // studio/pictures_in.ts
  var LARGEST_SIDE3 = 512;
  var MOST_PIXELS2 = 1 << 22;
  var WORTH_READING = 1.25;
  var EMOJI_SIDE = 160;
  var EMOJI_FONTS = '"Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", ';
  function contextOf(width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("This browser has no canvas.");
    return context;
  }
  function pixelsOf(context) {
    const { width, height } = context.canvas;
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  }
  async function cellsOfFile(file, size) {
    if (file.size === 0) throw new Error(`${file.name} is empty.`);
    const opened = file.type === "image/svg+xml" || /\.svg$/i.test(file.name) ? painted(file) : createImageBitmap(file);
    const picture = await opened.catch(() => null);
    if (picture === null) throw new Error(`${file.name} is not a picture that this browser can read. Use PNG, JPEG, WebP or SVG.`);
    const pixels = read(picture);
    if ("close" in picture) picture.close();
    const drawn = drawnAs(pixels, size);
    if (drawn === null) throw new Error("The picture is fully transparent; there is nothing to grow.");
    return drawn;
  }
  async function mayBeOrganism(file) {
    const head = new TextDecoder("latin1").decode(await file.slice(0, 10).arrayBuffer());
    return /^(.{8})?\s*[[{]/s.test(head);
  }
  async function painted(file) {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([file], { type: "image/svg+xml" }));
    await image.decode().finally(() => URL.revokeObjectURL(image.src));
    const scale = LARGEST_SIDE3 / Math.max(image.width, image.height);
    const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
    const context = contextOf(width, height);
    context.drawImage(image, 0, 0, context.canvas.width, context.canvas.height);
    return context.canvas;
  }
  function read(picture) {
    const { height, width } = picture;
    const whole3 = { top: 0, left: 0, height, width };
    const scaleOf = (box2) => Math.min(1, LARGEST_SIDE3 / Math.max(box2.height, box2.width));
    const part = (box2, scale2) => {
      const [rows2, columns] = [box2.height, box2.width].map((side) => Math.max(1, Math.round(side * scale2)));
      const context = contextOf(columns, rows2);
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, box2.left, box2.top, box2.width, box2.height, 0, 0, columns, rows2);
      return pixelsOf(context);
    };
    const scale = scaleOf(whole3);
    if (height * width <= MOST_PIXELS2) {
      const all = ownPixels(withoutBackground(part(whole3, 1)));
      if (Math.max(all.height, all.width) <= LARGEST_SIDE3) return all;
    }
    const rough = part(whole3, scale);
    const cleared2 = withoutBackground(rough);
    const content = contentOf(cleared2);
    if (content === null) return cleared2;
    const [top, left] = [content.top, content.left].map((place) => Math.max(0, Math.floor((place - 2) / scale)));
    const bottom = Math.min(height, Math.ceil((content.top + content.height + 2) / scale));
    const right = Math.min(width, Math.ceil((content.left + content.width + 2) / scale));
    const box = { top, left, height: bottom - top, width: right - left };
    const finer = scaleOf(box);
    if (finer < WORTH_READING * scale) return cleared2;
    const near = part(box, finer);
    const alone = withoutBackground(near, height * width * finer ** 2);
    return alone === near && cleared2 !== rough ? cleared2 : alone;
  }
  function drawnAs(picture, size) {
    const cleared2 = ownPixels(withoutBackground(picture));
    const content = trimmed(cleared2);
    if (content === null) return null;
    const factor = Math.floor(size / Math.max(content.height, content.width));
    const cells = factor >= 1 ? centred(enlarged2(content, factor), size) : fitted(content, size);
    const whole3 = cleared2.data.every((value, at) => at % 4 !== 3 || value === 255);
    const note = "This picture has no plain or transparent background, so all of it will grow. Erase what should not.";
    return { cells, note: whole3 ? note : null };
  }
  function enlarged2({ height, width, data }, factor) {
    const [rows2, columns] = [height * factor, width * factor];
    const result = new Uint8ClampedArray(4 * rows2 * columns);
    for (let cell2 = 0; cell2 < rows2 * columns; cell2++) {
      const from = Math.floor(Math.floor(cell2 / columns) / factor) * width + Math.floor(cell2 % columns / factor);
      result.set(data.subarray(4 * from, 4 * from + 4), 4 * cell2);
    }
    return { height: rows2, width: columns, data: result };
  }
  function cellsOfEmoji(text2, colour, size) {
    const [emoji] = new Intl.Segmenter(void 0, { granularity: "grapheme" }).segment(text2.trim());
    if (emoji === void 0) throw new Error("Type or choose an emoji first.");
    const context = contextOf(EMOJI_SIDE, EMOJI_SIDE);
    const plain = /^[\p{L}\p{N}]$/u.test(emoji.segment);
    context.fillStyle = colour;
    context.font = `${plain ? "bold " : ""}${Math.round(0.75 * EMOJI_SIDE)}px ${plain ? "" : EMOJI_FONTS}sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(emoji.segment, EMOJI_SIDE / 2, EMOJI_SIDE / 2);
    const cells = fittedInto(pixelsOf(context), size);
    if (cells === null) throw new Error(`This system's font has no picture for ${emoji.segment}.`);
    return cells;
  }

  // studio/record.ts
  var REMEMBERED = [10, 25, 50, 100, 200, 400, 800, 1200, 1600, 2e3];
  var MOST_POINTS = 400;
  var TrainingRecord = class {
    word = y3("taking shape");
    /** Of an evaluation's five cuts, those that it recovers from; null while that is not known. */
    cuts = y3(null);
    /** When what was reached. */
    reached = y3({});
    event = y3(null);
    /** That are to be done, and that have been done. */
    iterations = y3(0);
    done = y3(0);
    /** Seconds until it is done; null while that is not known. */
    left = y3(null);
    /** log10 losses, evenly thinned out. */
    curve = y3([]);
    /** What the creature was after some iterations. */
    earlier = y3([]);
    /** Seconds of training since `begin`, and the iteration from which they are counted. */
    #seconds = 0;
    #from = null;
    /** Starts or resumes the record of a training of so many iterations, of which some are done. */
    begin(iterations, done = 0, { curve: curve2, earlier } = { curve: [], earlier: [] }) {
      this.lengthen(iterations);
      this.done.value = done;
      this.word.value = "taking shape";
      this.cuts.value = null;
      this.reached.value = {};
      this.event.value = null;
      this.curve.value = curve2;
      this.earlier.value = earlier;
    }
    get past() {
      return { curve: this.curve.value, earlier: this.earlier.value };
    }
    /** The training that it records goes on, to so many iterations. */
    lengthen(iterations) {
      this.iterations.value = iterations;
      const { done: _3, ...reached } = this.reached.value;
      this.reached.value = reached;
      this.left.value = null;
      this.#seconds = 0;
      this.#from = null;
    }
    /** Records an iteration and its seconds; `organism` is the result. */
    add(event, seconds, organism) {
      const { iteration, shown } = event;
      this.#seconds += seconds;
      this.#from ??= iteration - 1;
      if (REMEMBERED.includes(iteration)) {
        const before = this.earlier.value.filter((creature) => creature.iteration < iteration);
        this.earlier.value = [...before, { iteration, organism: organism() }];
      }
      const every = Math.max(1, Math.ceil(this.iterations.value / MOST_POINTS));
      if (shown.loss !== null && iteration % every === 0) this.curve.value = [...this.curve.value, [iteration, shown.loss]];
    }
    /** Updates the displayed progress. */
    show(event) {
      this.event.value = event;
      this.done.value = event.iteration;
      const done = event.iteration - (this.#from ?? 0);
      this.left.value = this.#seconds / done * (this.iterations.value - event.iteration);
    }
    /** Records what it can do now, which may be less than before; false if it could do that before. */
    reach(word, cuts) {
      this.word.value = word;
      this.cuts.value = cuts;
      if (this.reached.value[word] !== void 0) return false;
      const when = { seconds: this.#seconds, iterations: this.done.value };
      this.reached.value = { ...this.reached.value, [word]: when };
      return true;
    }
  };

  // studio/renewal.ts
  var RELIC = { decades: 0.5, steps: 400 };
  var FIRST_LIVES2 = 160;
  var FIRST_STEPS = 20;
  function growsAgain(seen) {
    const { steps, woundedAt, livingCells: livingCells2, error, trainingError, recognisable } = seen;
    const changesSince = seen.changesSince !== null && seen.changesSince <= steps ? seen.changesSince : null;
    const lost = (livingCells2 === 0 || (error ?? -Infinity) > 0) && steps > FIRST_STEPS;
    const early = !recognisable && changesSince === null && steps > FIRST_LIVES2;
    const rested = steps - Math.max(woundedAt, changesSince ?? 0) > RELIC.steps;
    const relic = rested && (error ?? -Infinity) > (trainingError ?? 0) + RELIC.decades;
    return lost || early || relic;
  }

  // studio/saved.ts
  var DATABASE = "blastema-studio";
  var TRAINING = "training";
  var SHELF = "shelf";
  function finished(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("the browser's storage failed"));
    });
  }
  async function store(name, mode) {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(TRAINING);
      opening.result.createObjectStore(SHELF, { autoIncrement: true });
    };
    const database = await finished(opening);
    const transaction = database.transaction(name, mode);
    transaction.oncomplete = transaction.onabort = () => database.close();
    return transaction.objectStore(name);
  }
  async function saveTraining(training) {
    const kept = await store(TRAINING, "readwrite");
    if (training === null) await finished(kept.clear());
    else await finished(kept.put(training, "latest"));
  }
  async function savedTraining() {
    const found = await finished((await store(TRAINING, "readonly")).get("latest"));
    const training = found;
    return training?.version === 1 ? training : null;
  }
  async function keep(creature) {
    await finished((await store(SHELF, "readwrite")).add(creature));
  }
  async function shelf() {
    return await finished((await store(SHELF, "readonly")).getAll());
  }

  // studio/archive.ts
  var LOCAL = 67324752;
  var CENTRAL = 33639248;
  var END = 101010256;
  var VERSION5 = 20;
  var UTF8 = 2048;
  var DAY = 33;
  var LARGEST2 = 5e7;
  function numbers(...fields) {
    const bytes = fields.flatMap(([count2, value]) => Array.from({ length: count2 }, (_3, i4) => value >>> 8 * i4 & 255));
    return Uint8Array.from(bytes);
  }
  function archiveOf(files) {
    const [bodies, list] = [[], []];
    let at = 0;
    for (const { name, bytes } of files) {
      const letters = new TextEncoder().encode(name);
      const about = numbers(
        [2, VERSION5],
        [2, UTF8],
        [2, 0],
        [2, 0],
        [2, DAY],
        [4, checksum(bytes)],
        [4, bytes.length],
        [4, bytes.length],
        [2, letters.length],
        [2, 0]
      );
      const body = joined([numbers([4, LOCAL]), about, letters, bytes]);
      bodies.push(body);
      list.push(numbers([4, CENTRAL], [2, VERSION5]), about, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), letters);
      at += body.length;
    }
    const central = joined(list);
    const count2 = files.length;
    const end = numbers([4, END], [2, 0], [2, 0], [2, count2], [2, count2], [4, central.length], [4, at], [2, 0]);
    return joined([...bodies, central, end]);
  }
  function filesOf(archive) {
    const refuse = (what) => {
      throw new Error(`This archive ${what}. Unpack it and open its files one by one.`);
    };
    if (archive.length > LARGEST2) refuse("is larger than 50 MB");
    const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
    const files = [];
    let at = 0;
    while (at + 30 <= archive.length && view.getUint32(at, true) === LOCAL) {
      const [flags, method] = [view.getUint16(at + 6, true), view.getUint16(at + 8, true)];
      if (method !== 0 || (flags & ~UTF8) !== 0) refuse("is compressed; the page reads only archives that it has saved itself");
      const [size, letters, more] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
      const from = at + 30 + letters + more;
      const bytes = archive.slice(from, from + size);
      if (bytes.length < size || checksum(bytes) !== view.getUint32(at + 14, true)) refuse("is damaged");
      files.push({ name: new TextDecoder().decode(archive.subarray(at + 30, at + 30 + letters)), bytes });
      at = from + size;
    }
    if (files.length === 0) refuse("is empty, or is not a ZIP file");
    return files;
  }

  // studio/sending.ts
  function pageWith(organism) {
    const copy = document.documentElement.cloneNode(true);
    delete copy.dataset["theme"];
    copy.querySelector("#page").textContent = "";
    const script = copy.querySelector("body > script:not([type])");
    while (script.nextSibling !== null) script.nextSibling.remove();
    const entry = {
      id: "creature",
      name: organism.name,
      regime: organism.provenance["regime"],
      file: encodeBase64(writeOrganism(organism))
    };
    copy.querySelector("#organisms").textContent = JSON.stringify([entry]).replace(/</g, "\\u003c");
    copy.querySelector("title").textContent = `${organism.name} · Blastema`;
    return `<!doctype html>
${copy.outerHTML}
`;
  }

  // studio/shelf.ts
  var ENDING = ".safetensors";
  var Shelf = class {
    constructor(actions) {
      this.actions = actions;
    }
    creatures = y3([]);
    /** Those that the browser has kept. Rejects where it keeps nothing. */
    async restore() {
      for (const { file } of await shelf()) this.#show(readOrganism(file, "a kept creature"));
    }
    /** Among the page's organisms. */
    #show(organism) {
      const { library } = this.actions.store;
      const specimen2 = specimenOf(organism, organism.name, library.value);
      library.value = [...library.value, specimen2];
      this.actions.takeIn(specimen2);
      this.creatures.value = [...this.creatures.value, organism];
    }
    async #put(organism, file = writeOrganism(organism)) {
      this.#show(organism);
      await keep({ name: organism.name, file }).catch(() => {
      });
    }
    /**
     * As an organism's file, and on the shelf.
     *
     * @param more what is said of it besides
     */
    async keep(organism, more) {
      const file = writeOrganism(organism);
      download(new Blob([file]), `${fileName(organism)}${ENDING}`);
      await this.#put(organism, file);
      const saved = `${organism.name} is saved as a file, and added to the organisms of this page.`;
      this.actions.store.say([saved, ...more === null ? [] : [more]].join(" "));
    }
    /** In a page of its own, this one's copy, saved as one file to send away. */
    savePage(organism) {
      download(new Blob([pageWith(organism)], { type: "text/html" }), `${fileName(organism)}.html`);
      this.actions.store.say("Saved as a page that opens in any browser without a network.");
    }
    /** All of them as one archive of organism files. */
    saveAll() {
      const taken = /* @__PURE__ */ new Map();
      const files = this.creatures.value.map((organism) => {
        const name = fileName(organism);
        const count3 = (taken.get(name) ?? 0) + 1;
        taken.set(name, count3);
        return { name: `${name}${count3 > 1 ? `-${count3}` : ""}${ENDING}`, bytes: writeOrganism(organism) };
      });
      download(new Blob([archiveOf(files)], { type: "application/zip" }), "creatures.zip");
      const count2 = files.length === 1 ? "One creature is" : `${files.length} creatures are`;
      this.actions.store.say(`${count2} saved as creatures.zip, which a page with a studio opens by “Open a file”.`);
    }
    /** Those of an archive; all of them or, with a reason, none. */
    async open(archive) {
      const files = filesOf(new Uint8Array(await archive.arrayBuffer()));
      const organisms = files.map(({ name, bytes }) => readOrganism(bytes, name));
      for (const organism of organisms) await this.#put(organism);
      const count2 = organisms.length === 1 ? "One creature is" : `${organisms.length} creatures are`;
      this.actions.store.say(`${count2} among the organisms of this page.`);
    }
  };

  // studio/studio.ts
  var RENEW_EVERY = 300;
  var TELL_EVERY = 100;
  var SAVE_EVERY = 15e3;
  var LONGER = 3;
  var WORD2 = "studio";
  var Studio = class {
    constructor(actions, options) {
      this.actions = actions;
      this.options = options;
      this.shelf = new Shelf(actions);
      actions.takes = (file) => this.#takes(file);
      actions.tour.last = {
        text: "Now draw a creature of your own, bring it to life, and watch it learn.",
        begin: () => () => this.stage.value === "training"
      };
      document.addEventListener("visibilitychange", () => {
        if (document.hidden && this.stage.value === "training") void this.#save();
      });
      void this.#restore();
    }
    board = new Board(24);
    shelf;
    /** Changes whenever the board does. */
    drawn = y3(0);
    name = y3("creature");
    /** How many times as long as the recipe a training takes. */
    patience = y3(1);
    stage = y3("drawing");
    record = new TrainingRecord();
    where = y3("");
    /** Data URL of the picture that is learned. */
    target = y3(null);
    pauseHidden = y3(false);
    /** Which of the record's earlier creatures the world shows; null for this moment's. */
    lookingBack = y3(null);
    /** Whether the world holds the creature, and nothing else. */
    isWatched = O2(() => {
      const { living } = this.actions.store;
      return living.value.length === 1 && living.value[0]?.id === WORD2;
    });
    /** A training that the browser has kept. */
    waiting = y3(null);
    /** On small screens one of the two is shown. */
    shows = y3("drawing");
    /** Whether the board differs from the trained drawing. */
    changed = O2(() => this.drawn.value !== this.#trained.value);
    /** Notes on the drawing before it is trained. */
    advice = O2(() => {
      void this.drawn.value;
      return adviceOn(this.board);
    });
    #trained = y3(-1);
    #trainer = null;
    #specimen = null;
    #drawing = null;
    #judgement = new Judgement();
    /** The world's step at which its recognisable creature began to be taught another drawing; null if none was. */
    #changesSince = null;
    /** A new one ends the loop of the one before. */
    #run = 0;
    #stored = true;
    /** Files without the ending of one that begin as organisms do. */
    #organisms = /* @__PURE__ */ new WeakSet();
    /** What was said of the last picture file, until the next one. */
    #aboutPicture = 0;
    /** What the board's controls call after every change. */
    touch() {
      this.drawn.value++;
    }
    #say(error) {
      return this.actions.store.say(error instanceof Error ? error.message : String(error), "error");
    }
    /** Organisms go to the world, archives to the shelf; all else is a picture for the board. */
    #takes(file) {
      if (/\.(safetensors|json)$/i.test(file.name) || this.#organisms.has(file)) {
        this.shows.value = "world";
        return false;
      }
      if (/\.zip$/i.test(file.name)) this.shelf.open(file).catch((error) => this.#say(error));
      else void this.#loadFile(file);
      return true;
    }
    async #loadFile(file) {
      const { store: store2 } = this.actions;
      store2.dismiss(this.#aboutPicture);
      try {
        const { cells, note } = await cellsOfFile(file, this.board.size);
        this.#load(cells);
        this.shows.value = "drawing";
        if (note !== null) this.#aboutPicture = store2.say(note);
      } catch (error) {
        if (!await mayBeOrganism(file)) this.#aboutPicture = this.#say(error);
        else {
          this.#organisms.add(file);
          this.actions.open(file);
        }
      }
    }
    /** @param colour of letters and digits, which have none of their own */
    loadEmoji(text2, colour) {
      try {
        this.#load(cellsOfEmoji(text2, colour, this.board.size));
      } catch (error) {
        this.#say(error);
      }
    }
    #load(pixels) {
      this.board.remember();
      this.board.load(pixels);
      this.touch();
    }
    /** Trains the drawing, starting from the previous creature if there is one. */
    async begin() {
      const content = trimmed(this.board.pixels);
      if (content === null) return void this.#say("The board is empty: draw something first, or choose an emoji.");
      const { stem: stem2 } = this.options;
      const recipe = stretched(this.options.recipe, this.patience.value);
      const obstacle2 = trainingObstacle(stem2) ?? recipeObstacle(recipe);
      if (obstacle2 !== null) return void this.#say(obstacle2);
      const drawing = centred(content, this.board.size);
      const before = this.#trainer;
      const origin = before === null ? stem2 : before.organism();
      try {
        const name = soundName(this.name.value);
        const { task } = await taskOf(drawing, name, origin, recipe);
        const same = before !== null && before.task.organism.height === task.organism.height;
        const from = same && sameSeeds(before.task, task) ? begun(task, before.progress().slots) : begun(task);
        await this.#start(task, drawing, from, { lives: same });
      } catch (error) {
        this.stage.value = "failed";
        this.#say(error);
      }
    }
    /** Continues a training that is done, as if it had been meant to take so much longer from the beginning. */
    async trainOn() {
      const [before, drawing] = [this.#trainer, this.#drawing];
      if (before === null || drawing === null) return;
      try {
        const { recipe, organism } = before.task;
        const longer = stretched(this.options.recipe, LONGER * recipe.iterations / this.options.recipe.iterations);
        const { task } = await taskOf(drawing, organism.name, this.options.stem, longer);
        await this.#start(task, drawing, before.progress(), { lives: true, longer: true });
        this.actions.store.say("Its training goes on: it becomes less exact for a while, and better in the end.");
      } catch (error) {
        this.stage.value = "failed";
        this.#say(error);
      }
    }
    /** Continues the training that the browser has kept. */
    async goOn() {
      const saved = this.waiting.value;
      if (saved === null) return;
      this.waiting.value = null;
      this.name.value = saved.name;
      this.patience.value = saved.patience;
      this.#load(saved.drawing);
      const recipe = stretched(this.options.recipe, saved.patience);
      const { task } = await taskOf(saved.drawing, saved.name, this.options.stem, recipe);
      await this.#start(task, saved.drawing, saved.progress, { past: saved.past }).catch((error) => this.#say(error));
    }
    forget() {
      this.waiting.value = null;
      void saveTraining(null).catch(() => {
      });
    }
    /**
     * @param lives whether the creature in the world goes on
     * @param longer whether the training before does, too
     * @param past the record of this training until it was interrupted
     */
    async #start(task, drawing, from, { lives = false, longer = false, past }) {
      const run = ++this.#run;
      this.#trainer?.dispose();
      this.stage.value = "starting";
      if (!longer) this.#trained.value = this.drawn.value;
      this.waiting.value = null;
      this.shows.value = "world";
      const goesOn = lives && this.isWatched.value;
      const grown3 = goesOn && this.record.reached.value.recognisable !== void 0;
      this.#changesSince = grown3 ? this.actions.store.stepCount.value : null;
      const unborn = specimenOf(task.organism, WORD2);
      this.actions.takeIn(unborn);
      this.target.value = unborn.picture;
      if (!goesOn) await this.#release(unborn);
      const trainer = new Trainer(task, await hire(settingOf(task), this.options.workerSource), from);
      if (run !== this.#run) return trainer.dispose();
      this.#trainer = trainer;
      this.#drawing = drawing;
      this.where.value = trainer.where;
      if (longer) this.record.lengthen(task.recipe.iterations);
      else {
        this.record.begin(task.recipe.iterations, from.iteration, past);
        this.#judgement = new Judgement();
      }
      this.lookingBack.value = null;
      this.#specimen = specimenOf(trainer.organism(), WORD2);
      if (goesOn) await this.actions.life.measure.compareWith([this.#specimen.organism]);
      if (this.isWatched.value) this.actions.life.renew(this.#specimen, false);
      this.stage.value = "training";
      void this.#train(trainer, run);
    }
    /** Into a world of its own. */
    async #release(specimen2) {
      const { height, width } = specimen2.organism;
      const { store: store2, life } = this.actions;
      store2.boundary.value = specimen2.organism.physics.boundary;
      store2.fireRate.value = specimen2.organism.physics.fireRate;
      store2.playing.value = true;
      store2.hint.value = null;
      await life.begin({ specimens: [specimen2], world: { height, width }, snapshot: null });
    }
    async #train(trainer, run) {
      const judgement = this.#judgement;
      let [shown, renewed, saved, since] = [0, 0, performance.now(), performance.now()];
      try {
        while (run === this.#run && !trainer.isDone) {
          if (this.stage.value === "paused" || this.pauseHidden.value && document.hidden) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            since = performance.now();
            continue;
          }
          const event = await trainer.iterate();
          const side = judgement.due(event.iteration);
          if (side !== null && run === this.#run) judgement.take(await trainer.trial(side));
          if (run === this.#run && judgement.cutsDue(event.iteration)) judgement.takeCuts(await trainer.recovered());
          if (run !== this.#run) return;
          const now = performance.now();
          this.record.add(event, (now - since) / 1e3, () => trainer.organism());
          since = now;
          if (event.rolledBack !== null) this.actions.store.say(`Training was rolled back: ${event.rolledBack}.`);
          if (now - shown > TELL_EVERY || trainer.isDone) {
            shown = now;
            this.record.show(event);
            if (judgement.word !== "taking shape") this.#reach(judgement.word);
          }
          if (now - renewed > RENEW_EVERY) {
            renewed = now;
            this.#renew(trainer);
          }
          if (now - saved > SAVE_EVERY) {
            saved = now;
            await this.#save();
            since = performance.now();
          }
        }
        if (run !== this.#run) return;
        this.#renew(trainer);
        judgement.takeCuts(await trainer.recovered());
        if (run !== this.#run) return;
        this.#reach("done");
        await this.#save();
        if (run === this.#run) this.stage.value = "done";
      } catch (error) {
        if (run !== this.#run) return;
        this.stage.value = "failed";
        if (error instanceof TrainingFailed) this.#say(`${error.message} A drawing with fewer thin lines may work better.`);
        else this.#say(error);
      }
    }
    #reach(word) {
      const { cuts } = this.#judgement;
      if (!this.record.reach(word, cuts)) return;
      this.actions.store.spoken.value = `Your ${this.trainedName} ${told(word, cuts)}.`;
    }
    /** The world's creature gets the weights of this moment. */
    #renew(trainer) {
      const { life, store: store2 } = this.actions;
      if (this.#specimen === null || !this.isWatched.value || this.lookingBack.value !== null) return;
      const again = growsAgain({
        steps: store2.stepCount.value,
        woundedAt: store2.wounds.value[store2.wounds.value.length - 1] ?? 0,
        livingCells: store2.livingCells.value,
        error: store2.healing.value,
        trainingError: trainer.shown.loss,
        recognisable: this.record.reached.value.recognisable !== void 0,
        changesSince: this.#changesSince
      });
      this.#specimen = { ...this.#specimen, organism: trainer.organism() };
      life.renew(this.#specimen, again);
    }
    /** Shows the creature of an earlier iteration, grown again; null: the current one. */
    lookBack(index) {
      const organism = index === null ? this.creature() : this.record.earlier.value[index]?.organism ?? null;
      if (organism === null || this.#specimen === null) return;
      this.lookingBack.value = index;
      this.#specimen = { ...this.#specimen, organism };
      if (this.isWatched.value) this.actions.life.renew(this.#specimen, true);
      else void this.#release(this.#specimen);
    }
    /** Back into the world, where another organism has taken its place. */
    async watch() {
      this.shows.value = "world";
      if (this.#specimen !== null && !this.isWatched.value) await this.#release(this.#specimen);
    }
    pause(paused) {
      if (this.stage.value === "training" && paused) this.stage.value = "paused";
      else if (this.stage.value === "paused" && !paused) this.stage.value = "training";
      if (paused) void this.#save();
    }
    async #save() {
      if (this.#trainer === null || this.#drawing === null) return;
      const { organism, recipe } = this.#trainer.task;
      const patience = recipe.iterations / this.options.recipe.iterations;
      const [name, drawing, progress] = [organism.name, this.#drawing, this.#trainer.progress()];
      try {
        await saveTraining({ version: 1, name, drawing, patience, progress, past: this.record.past });
      } catch {
        if (this.#stored) this.actions.store.say("This browser does not store data for this page: save your creature as a file.");
        this.#stored = false;
      }
    }
    async #restore() {
      try {
        const saved = await savedTraining();
        if (saved !== null && this.#trainer === null) this.waiting.value = saved;
        await this.shelf.restore();
      } catch {
        this.#stored = false;
      }
    }
    /** The creature of this moment. */
    creature() {
      return this.#trainer === null ? null : this.#trainer.organism();
    }
    /** Of the drawing that is trained; one that is cut off completely cannot grow back. */
    get parts() {
      return this.#trainer?.parts.length ?? 1;
    }
    get trainedName() {
      return this.#trainer?.task.organism.name ?? this.name.value;
    }
    /** What the world shows and can be kept: the creature of this moment, or the one that is looked back at. */
    get #shown() {
      const back = this.lookingBack.value;
      return back === null ? this.creature() : this.record.earlier.value[back]?.organism ?? this.creature();
    }
    savePage() {
      const organism = this.#shown;
      if (organism !== null) this.shelf.savePage(organism);
    }
    async keep() {
      const organism = this.#shown;
      if (organism === null) return;
      const [done, all] = [Number(organism.provenance["iterations"]), this.record.iterations.value];
      const part = `${done.toLocaleString("en")} of ${all.toLocaleString("en")} iterations`;
      const still2 = `It is still learning (${part}): keep it again later, when its wounds heal.`;
      const back = `It is as it was after ${part}; the one of now is kept where “Look back” is at “now”.`;
      const more = this.lookingBack.value !== null ? back : done < all ? still2 : null;
      await this.shelf.keep(organism, more);
    }
  };

  // studio/curve.tsx
  var [WIDTH, HEIGHT] = [300, 84];
  var [LEFT2, TOP2, BOTTOM2] = [24, 6, 8];
  var [HIGHEST, LOWEST] = [-1, -3.2];
  function LossCurve({ studio: studio2 }) {
    const points = studio2.record.curve.value;
    const losses = points.map(([, loss]) => loss);
    const [high, low] = [Math.max(HIGHEST, ...losses), Math.min(LOWEST, ...losses)];
    const x4 = (iteration) => LEFT2 + (WIDTH - LEFT2) * iteration / Math.max(studio2.record.iterations.value, 1);
    const y5 = (loss) => TOP2 + (HEIGHT - TOP2 - BOTTOM2) * (high - loss) / (high - low);
    const path = points.map(([iteration, loss], index) => {
      return `${index === 0 ? "M" : "L"}${x4(iteration).toFixed(1)} ${y5(loss).toFixed(1)}`;
    });
    const lines = Array.from({ length: Math.floor(high - low) + 1 }, (_3, i4) => Math.floor(high) - i4);
    return /* @__PURE__ */ u4("svg", { class: "loss", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "Error by iteration, log10", children: [
      lines.map((loss) => /* @__PURE__ */ u4("g", { children: [
        /* @__PURE__ */ u4("path", { class: "rule", d: `M${LEFT2} ${y5(loss)}H${WIDTH}` }),
        /* @__PURE__ */ u4("text", { x: LEFT2 - 4, y: y5(loss) + 3.5, children: String(loss).replace("-", "−") })
      ] }, loss)),
      /* @__PURE__ */ u4("path", { class: "line", d: path.join("") })
    ] });
  }

  // studio/easel.tsx
  function spotUnder(element, size, x4, y5) {
    const box = element.getBoundingClientRect();
    return {
      row: Math.floor((y5 - box.top) / box.height * size),
      column: Math.floor((x4 - box.left) / box.width * size)
    };
  }
  var ARROWS = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1]
  };
  function Easel({ studio: studio2, brush }) {
    const { board } = studio2;
    const canvas = A2(null);
    const pens = A2(/* @__PURE__ */ new Map());
    const cursor = A2({ row: 12, column: 12 });
    const mark2 = A2(null);
    const drawn = studio2.drawn.value;
    h2(() => {
      const { height, width, data } = board.pixels;
      const target = canvas.current;
      if (target.width !== width) [target.width, target.height] = [width, height];
      target.getContext("2d")?.putImageData(new ImageData(Uint8ClampedArray.from(data), width, height), 0, 0);
    }, [drawn]);
    const stroke = (from, to) => {
      board.line(from, to, brush.width, brush.tool === "eraser" ? null : brush.ink, brush.mirrored);
      studio2.touch();
    };
    const press = (spot) => {
      board.remember();
      if (brush.tool !== "fill") return stroke(spot, spot);
      board.fill(spot, brush.ink);
      studio2.touch();
    };
    const down = (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      const spot = spotUnder(event.currentTarget, board.size, event.clientX, event.clientY);
      if (brush.tool !== "fill") pens.current.set(event.pointerId, spot);
      press(spot);
    };
    const move = (event) => {
      const before = pens.current.get(event.pointerId);
      if (before === void 0) return;
      const spot = spotUnder(event.currentTarget, board.size, event.clientX, event.clientY);
      if (spot.row === before.row && spot.column === before.column) return;
      pens.current.set(event.pointerId, spot);
      stroke(before, spot);
    };
    const up = (event) => {
      pens.current.delete(event.pointerId);
    };
    const key2 = (event) => {
      const { row, column } = cursor.current;
      const by = ARROWS[event.key];
      if (by !== void 0) {
        const within3 = (index) => Math.min(Math.max(index, 0), board.size - 1);
        cursor.current = { row: within3(row + by[0]), column: within3(column + by[1]) };
        if (event.shiftKey) press(cursor.current);
      } else if (event.key === "Enter") press(cursor.current);
      else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
        if (event.shiftKey) board.redo();
        else board.undo();
        studio2.touch();
      } else return;
      event.preventDefault();
      event.stopPropagation();
      showCursor();
    };
    const showCursor = () => {
      const { row, column } = cursor.current;
      const part = 100 / board.size;
      Object.assign(mark2.current.style, {
        top: `${row * part}%`,
        left: `${column * part}%`,
        width: `${part}%`,
        height: `${part}%`
      });
    };
    return /* @__PURE__ */ u4(
      "div",
      {
        class: "easel",
        tabIndex: 0,
        role: "application",
        "aria-label": `Drawing board of ${board.size} by ${board.size} cells`,
        "aria-description": "Arrow keys move a cursor, Enter draws, arrows with Shift draw a line, Control Z undoes.",
        "data-tool": brush.tool,
        style: { backgroundSize: `${200 / board.size}% ${200 / board.size}%` },
        onPointerDown: down,
        onPointerMove: move,
        onPointerUp: up,
        onPointerCancel: up,
        onKeyDown: key2,
        onFocus: showCursor,
        children: [
          /* @__PURE__ */ u4("canvas", { ref: canvas, "aria-hidden": "true" }),
          /* @__PURE__ */ u4("div", { class: "lines", style: { backgroundSize: `${100 / board.size}% ${100 / board.size}%` } }),
          brush.mirrored && /* @__PURE__ */ u4("div", { class: "mirror-line" }),
          /* @__PURE__ */ u4("div", { ref: mark2, class: "cursor" }),
          board.isEmpty && /* @__PURE__ */ u4("p", { class: "invitation", children: "Draw a creature" })
        ]
      }
    );
  }

  // studio/view.tsx
  var COLOURS = [
    "#26221c",
    "#fffdf8",
    "#c43d1d",
    "#f08a24",
    "#f7cf46",
    "#4c9a4a",
    "#2f7fb8",
    "#5b4b9a",
    "#d96c93",
    "#8a5a3b"
  ];
  var COLOUR_NAMES = ["ink", "white", "red", "orange", "yellow", "green", "blue", "violet", "pink", "brown"];
  var TOOL_NAMES2 = { pencil: "Pencil", eraser: "Eraser", fill: "Fill" };
  var EMOJI = ["🦋", "🐢", "🌸", "🐙", "🍄"];
  function StudioView({ studio: studio2, children }) {
    const { shows, stage, waiting } = studio2;
    return /* @__PURE__ */ u4("section", { class: "studio", "data-shows": shows.value, "data-stage": stage.value, "aria-label": "Studio", children: [
      /* @__PURE__ */ u4("div", { class: "sides", children: /* @__PURE__ */ u4(
        Choice,
        {
          label: "What is shown",
          value: shows.value,
          options: [
            { value: "drawing", text: "Drawing" },
            { value: "world", text: "Alive" }
          ],
          onChange: (value) => shows.value = value
        }
      ) }),
      waiting.value !== null && /* @__PURE__ */ u4(Waiting, { studio: studio2, saved: waiting.value }),
      /* @__PURE__ */ u4(Drawing, { studio: studio2 }),
      /* @__PURE__ */ u4(Progress, { studio: studio2 }),
      children,
      /* @__PURE__ */ u4(ShelfView, { studio: studio2 })
    ] });
  }
  function ShelfView({ studio: studio2 }) {
    const { shelf: shelf2 } = studio2;
    const count2 = shelf2.creatures.value.length;
    if (count2 === 0) return null;
    return /* @__PURE__ */ u4("div", { class: "row shelf", children: [
      /* @__PURE__ */ u4("span", { class: "quiet", children: [
        count2 === 1 ? "One creature" : `${count2} creatures`,
        " kept in this browser"
      ] }),
      /* @__PURE__ */ u4(TextButton, { onClick: () => shelf2.saveAll(), children: "Save all" })
    ] });
  }
  function Drawing({ studio: studio2 }) {
    const { board } = studio2;
    const [tool, setTool] = d2("pencil");
    const [width, setWidth] = d2(1);
    const [colour, setColour] = d2(COLOURS[2]);
    const [mirrored, setMirrored] = d2(false);
    const change = (action) => () => {
      action();
      studio2.touch();
    };
    const draw = (value) => {
      setColour(value);
      if (tool === "eraser") setTool("pencil");
    };
    void studio2.drawn.value;
    return /* @__PURE__ */ u4("div", { class: "drawing", children: [
      /* @__PURE__ */ u4("div", { class: "row tools-row", role: "group", "aria-label": "Drawing tools", children: [
        /* @__PURE__ */ u4(
          Choice,
          {
            label: "Drawing tool",
            value: tool,
            options: Object.keys(TOOL_NAMES2).map((value) => ({ value, text: TOOL_NAMES2[value] })),
            onChange: setTool
          }
        ),
        /* @__PURE__ */ u4(
          Choice,
          {
            label: "Width of the pencil",
            class: "widths",
            value: width,
            options: PENCILS.map((value) => ({ value, text: /* @__PURE__ */ u4(Dot, { width: value }), name: `${value} ${value === 1 ? "cell" : "cells"} wide` })),
            onChange: setWidth
          }
        )
      ] }),
      /* @__PURE__ */ u4(Easel, { studio: studio2, brush: { tool, width, ink: inkOf(colour), mirrored } }),
      /* @__PURE__ */ u4("div", { class: "swatches", role: "group", "aria-label": "Colours", children: [
        COLOURS.map((value, index) => /* @__PURE__ */ u4(
          "button",
          {
            type: "button",
            class: "swatch",
            "aria-label": `Draw in ${COLOUR_NAMES[index]}`,
            "aria-pressed": value === colour,
            onClick: () => draw(value),
            children: /* @__PURE__ */ u4("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", children: /* @__PURE__ */ u4("circle", { cx: "10", cy: "10", r: "9", fill: value }) })
          },
          value
        )),
        /* @__PURE__ */ u4(
          "input",
          {
            type: "color",
            "aria-label": "Draw in another colour",
            title: "Another colour",
            value: colour,
            onInput: (event) => draw(event.currentTarget.value)
          }
        )
      ] }),
      /* @__PURE__ */ u4("div", { class: "row edits", children: [
        /* @__PURE__ */ u4(IconButton, { icon: "undo", label: "Undo on the board", disabled: !board.canUndo, onClick: change(() => board.undo()) }),
        /* @__PURE__ */ u4(IconButton, { icon: "redo", label: "Redo on the board", disabled: !board.canRedo, onClick: change(() => board.redo()) }),
        /* @__PURE__ */ u4(TextButton, { pressed: mirrored, onClick: () => setMirrored(!mirrored), children: "Mirror" }),
        /* @__PURE__ */ u4(
          TextButton,
          {
            disabled: board.isEmpty,
            onClick: change(() => {
              board.remember();
              board.clear();
            }),
            children: "Clear"
          }
        ),
        /* @__PURE__ */ u4("span", { class: "field", children: /* @__PURE__ */ u4(
          "select",
          {
            "aria-label": "Cells of the board",
            title: "Size of the board in cells",
            value: board.size,
            onChange: (event) => {
              board.remember();
              board.resize(Number(event.currentTarget.value));
              studio2.touch();
            },
            children: BOARD_SIZES.map((size) => /* @__PURE__ */ u4("option", { value: size, children: [
              size,
              " × ",
              size
            ] }, size))
          }
        ) })
      ] }),
      /* @__PURE__ */ u4(Beginnings, { studio: studio2, colour }),
      studio2.advice.value !== null && /* @__PURE__ */ u4("p", { class: "advice", children: studio2.advice.value })
    ] });
  }
  function Dot({ width }) {
    return /* @__PURE__ */ u4("svg", { class: "dot", viewBox: "0 0 20 20", "aria-hidden": "true", children: /* @__PURE__ */ u4("circle", { cx: "10", cy: "10", r: 1.2 + 1.5 * width, fill: "currentColor" }) });
  }
  function TextButton({
    pressed,
    disabled = false,
    onClick,
    children
  }) {
    return /* @__PURE__ */ u4(
      "button",
      {
        type: "button",
        class: "text-button plain",
        disabled,
        ...pressed === void 0 ? {} : { "aria-pressed": pressed },
        onClick,
        children
      }
    );
  }
  function Beginnings({ studio: studio2, colour }) {
    const file = A2(null);
    h2(() => {
      const paste = (event) => {
        const files = [...event.clipboardData?.files ?? []];
        const file2 = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
        if (file2 === void 0) return;
        event.preventDefault();
        studio2.actions.open(file2);
      };
      document.addEventListener("paste", paste);
      return () => document.removeEventListener("paste", paste);
    }, []);
    return /* @__PURE__ */ u4("div", { class: "row beginnings", role: "group", "aria-label": "Start from a picture", children: [
      EMOJI.map((emoji) => /* @__PURE__ */ u4("button", { type: "button", class: "emoji", "aria-label": `Start from ${emoji}`, onClick: () => studio2.loadEmoji(emoji, colour), children: emoji }, emoji)),
      /* @__PURE__ */ u4(
        "input",
        {
          class: "any-emoji",
          "aria-label": "Start from any emoji, letter or digit",
          title: "Any emoji, letter or digit",
          placeholder: "🙂 7",
          size: 3,
          onInput: (event) => {
            const { value } = event.currentTarget;
            if (value.trim() !== "") studio2.loadEmoji(value, colour);
            event.currentTarget.value = "";
          }
        }
      ),
      /* @__PURE__ */ u4("button", { type: "button", class: "text-button", onClick: () => file.current?.click(), children: [
        /* @__PURE__ */ u4(Icon, { name: "open" }),
        "Picture"
      ] }),
      /* @__PURE__ */ u4(
        "input",
        {
          ref: file,
          type: "file",
          class: "unseen",
          tabIndex: -1,
          "aria-label": "Picture to start from",
          accept: "image/*",
          onChange: (event) => {
            const picked = event.currentTarget.files?.[0];
            if (picked !== void 0) studio2.actions.open(picked);
            event.currentTarget.value = "";
          }
        }
      )
    ] });
  }
  var PATIENCE2 = [
    { value: 1, text: "Quick", name: "Quick: a short training" },
    { value: 3, text: "Thorough", name: "Thorough: three times as long" }
  ];
  function Progress({ studio: studio2 }) {
    const { stage, changed, board } = studio2;
    const trains = stage.value === "training" || stage.value === "paused" || stage.value === "done";
    void studio2.drawn.value;
    return /* @__PURE__ */ u4("div", { class: "progress", children: [
      !trains || changed.value ? /* @__PURE__ */ u4("div", { class: "row begin", children: [
        /* @__PURE__ */ u4(
          Choice,
          {
            label: "How long it is trained",
            class: "patience",
            value: studio2.patience.value,
            options: PATIENCE2,
            onChange: (value) => studio2.patience.value = value
          }
        ),
        /* @__PURE__ */ u4(
          "input",
          {
            class: "creature-name",
            "aria-label": "Name of the creature",
            maxLength: 60,
            value: studio2.name.value,
            onInput: (event) => studio2.name.value = event.currentTarget.value
          }
        ),
        /* @__PURE__ */ u4(
          "button",
          {
            type: "button",
            class: "main-button",
            disabled: board.isEmpty || stage.value === "starting",
            onClick: () => void studio2.begin(),
            children: stage.value === "starting" ? "Starting …" : trains ? "Teach it the new drawing" : "Bring it to life"
          }
        )
      ] }) : null,
      trains && /* @__PURE__ */ u4(Training, { studio: studio2 })
    ] });
  }
  function Waiting({ studio: studio2, saved: { name, patience, progress } }) {
    const iterations = Math.round(patience * studio2.options.recipe.iterations);
    const [done, all] = [progress.iteration, iterations].map((count2) => count2.toLocaleString("en"));
    const finished2 = progress.iteration >= iterations;
    return /* @__PURE__ */ u4("p", { class: "waiting", children: [
      /* @__PURE__ */ u4("span", { children: [
        /* @__PURE__ */ u4("i", { children: name }),
        " ",
        finished2 ? "was fully trained here." : `stopped at iteration ${done} of ${all}.`
      ] }),
      /* @__PURE__ */ u4(TextButton, { onClick: () => void studio2.goOn(), children: finished2 ? "Bring it back" : "Continue" }),
      /* @__PURE__ */ u4(TextButton, { onClick: () => studio2.forget(), children: "Discard it" })
    ] });
  }
  function Training({ studio: studio2 }) {
    const { stage } = studio2;
    const { word, cuts, iterations, left } = studio2.record;
    const done = studio2.record.done.value;
    const hint = advice(word.value, cuts.value, studio2.parts);
    return /* @__PURE__ */ u4("div", { class: "training", children: [
      /* @__PURE__ */ u4("div", { class: "aimed", children: [
        /* @__PURE__ */ u4("div", { class: "going", children: [
          /* @__PURE__ */ u4("p", { class: "word", role: "status", children: [
            /* @__PURE__ */ u4("i", { children: studio2.trainedName }),
            " ",
            told(word.value, cuts.value)
          ] }),
          /* @__PURE__ */ u4("progress", { max: iterations.value, value: done, "aria-label": "Training" }),
          /* @__PURE__ */ u4("p", { class: "quiet figures-row", children: [
            /* @__PURE__ */ u4("span", { title: `Computed ${studio2.where.value}`, children: [
              "iteration ",
              /* @__PURE__ */ u4("output", { "aria-label": "Iteration", children: done.toLocaleString("en") }),
              " of",
              " ",
              iterations.value.toLocaleString("en")
            ] }),
            /* @__PURE__ */ u4("span", { children: stage.value === "training" && left.value !== null ? `${timeText(left.value)} left` : stage.value })
          ] })
        ] }),
        /* @__PURE__ */ u4(Aim, { picture: studio2.target.value })
      ] }),
      hint !== null && /* @__PURE__ */ u4("p", { class: "quiet", children: hint }),
      studio2.where.value === "in the page" && /* @__PURE__ */ u4("p", { class: "quiet", children: "This browser does not allow workers, so training uses one processor and is slower." }),
      /* @__PURE__ */ u4(LossCurve, { studio: studio2 }),
      studio2.record.earlier.value.length > 0 && /* @__PURE__ */ u4(LookBack, { studio: studio2 }),
      /* @__PURE__ */ u4("div", { class: "row", children: [
        !studio2.isWatched.value && /* @__PURE__ */ u4(TextButton, { onClick: () => void studio2.watch(), children: "Watch it" }),
        stage.value === "done" ? /* @__PURE__ */ u4(TextButton, { onClick: () => void studio2.trainOn(), children: "Train it on" }) : /* @__PURE__ */ u4(TextButton, { onClick: () => studio2.pause(stage.value === "training"), children: stage.value === "paused" ? "Continue" : "Pause" }),
        /* @__PURE__ */ u4("button", { type: "button", class: "text-button strong", onClick: () => void studio2.keep(), children: "Keep it" }),
        /* @__PURE__ */ u4(TextButton, { onClick: () => studio2.savePage(), children: "As a page" }),
        /* @__PURE__ */ u4("label", { class: "check", children: [
          /* @__PURE__ */ u4(
            "input",
            {
              type: "checkbox",
              checked: studio2.pauseHidden.value,
              onChange: (change) => studio2.pauseHidden.value = change.currentTarget.checked
            }
          ),
          "pause when hidden"
        ] })
      ] })
    ] });
  }
  function LookBack({ studio: studio2 }) {
    const earlier = studio2.record.earlier.value;
    const at = studio2.lookingBack.value ?? earlier.length;
    const shown = earlier[at] === void 0 ? "now" : `iteration ${earlier[at].iteration.toLocaleString("en")}`;
    return /* @__PURE__ */ u4(
      Slider,
      {
        label: "Look back",
        value: at,
        low: 0,
        high: earlier.length,
        step: 1,
        shown,
        onInput: (value) => studio2.lookBack(value === earlier.length ? null : value)
      }
    );
  }
  function timeText(seconds) {
    if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
    return `${Math.round(seconds / 60)} min`;
  }

  // studio/main.tsx
  var { studio, server } = readOptions();
  var stem = readOrganism(decodeBase64(studio?.stem ?? "") ?? new Uint8Array(0), "the page's stem cell");
  void start((actions) => {
    const made2 = new Studio(actions, { stem, recipe: studio.recipe, workerSource: worker_default });
    window.blastemaStudio = studioHandle(made2);
    if (server !== void 0) {
      return /* @__PURE__ */ u4(StudioView, { studio: made2, children: /* @__PURE__ */ u4(ComputerView, { studio: made2, computer: new Computer(actions, server) }) });
    }
    return /* @__PURE__ */ u4(StudioView, { studio: made2 });
  });
})();
