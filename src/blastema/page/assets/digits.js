"use strict";
(() => {
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
    var s4, h5, p5, v4, y4, _4, g4 = t4 && t4.__k || w, m5 = l4.length;
    for (f5 = T(u5, l4, g4, f5, m5), s4 = 0; s4 < m5; s4++) null != (p5 = u5.__k[s4]) && (h5 = -1 != p5.__i && g4[p5.__i] || d, p5.__i = s4, _4 = q(n3, p5, h5, i4, r4, o4, e4, f5, c4, a4), v4 = p5.__e, p5.ref && h5.ref != p5.ref && (h5.ref && J(h5.ref, null, p5), a4.push(p5.ref, p5.__c || v4, p5)), null == y4 && null != v4 && (y4 = v4), 4 & p5.__u ? (f5 = j(p5, f5, n3), h5.__e && (h5.__e = null)) : "function" == typeof p5.type && void 0 !== _4 ? f5 = _4 : v4 && (f5 = v4.nextSibling), p5.__u &= -7);
    return u5.__e = y4, f5;
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
    var s4, h5, p5, v4, y4, d4, _4, k4, x3, M2, I2, P2, A4, H2, T4, j4, F2 = u5.type;
    if (void 0 !== u5.constructor) return null;
    128 & t4.__u && (c4 = !!(32 & t4.__u), o4 = [f5 = u5.__e = t4.__e]), (s4 = l.__b) && s4(u5);
    n: if ("function" == typeof F2) {
      h5 = e4.length;
      try {
        if (x3 = u5.props, M2 = F2.prototype && F2.prototype.render, I2 = (s4 = F2.contextType) && i4[s4.__c], P2 = s4 ? I2 ? I2.props.value : s4.__ : i4, t4.__c ? k4 = (p5 = u5.__c = t4.__c).__ = p5.__E : (M2 ? u5.__c = p5 = new F2(x3, P2) : (u5.__c = p5 = new C(x3, P2), p5.constructor = F2, p5.render = Q), I2 && I2.sub(p5), p5.state || (p5.state = {}), p5.__n = i4, v4 = p5.__d = true, p5.__h = [], p5._sb = []), M2 && null == p5.__s && (p5.__s = p5.state), M2 && null != F2.getDerivedStateFromProps && (p5.__s == p5.state && (p5.__s = m({}, p5.__s)), m(p5.__s, F2.getDerivedStateFromProps(x3, p5.__s))), y4 = p5.props, d4 = p5.state, p5.__v = u5, v4) M2 && null == F2.getDerivedStateFromProps && null != p5.componentWillMount && p5.componentWillMount(), M2 && null != p5.componentDidMount && p5.__h.push(p5.componentDidMount);
        else {
          if (M2 && null == F2.getDerivedStateFromProps && x3 !== y4 && null != p5.componentWillReceiveProps && p5.componentWillReceiveProps(x3, P2), u5.__v == t4.__v || !p5.__e && null != p5.shouldComponentUpdate && false === p5.shouldComponentUpdate(x3, p5.__s, P2)) {
            u5.__v != t4.__v && (p5.props = x3, p5.state = p5.__s, p5.__d = false), u5.__e = t4.__e, u5.__k = t4.__k, u5.__k.some(function(n4) {
              n4 && (n4.__ = u5);
            }), w.push.apply(p5.__h, p5._sb), p5._sb = [], p5.__h.length && e4.push(p5), f5 = $(t4);
            break n;
          }
          null != p5.componentWillUpdate && p5.componentWillUpdate(x3, p5.__s, P2), M2 && null != p5.componentDidUpdate && p5.__h.push(function() {
            p5.componentDidUpdate(y4, d4, _4);
          });
        }
        if (p5.context = P2, p5.props = x3, p5.__P = n3, p5.__e = false, A4 = l.__r, H2 = 0, M2) p5.state = p5.__s, p5.__d = false, A4 && A4(u5), s4 = p5.render(p5.props, p5.state, p5.context), w.push.apply(p5.__h, p5._sb), p5._sb = [];
        else do {
          p5.__d = false, A4 && A4(u5), s4 = p5.render(p5.props, p5.state, p5.context), p5.state = p5.__s;
        } while (p5.__d && ++H2 < 25);
        p5.state = p5.__s, null != p5.getChildContext && (i4 = m(m({}, i4), p5.getChildContext())), M2 && !v4 && null != p5.getSnapshotBeforeUpdate && (_4 = p5.getSnapshotBeforeUpdate(y4, d4)), T4 = null != s4 && s4.type === S && null == s4.key ? E(s4.props.children) : s4, f5 = L(n3, g(T4) ? T4 : [T4], u5, t4, i4, r4, o4, e4, f5, c4, a4), p5.base = u5.__e, u5.__u &= -161, p5.__h.length && e4.push(p5), k4 && (p5.__E = p5.__ = null);
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
    var s4, h5, p5, v4, y4, w5, _4, m5 = i4.props || d, k4 = t4.props, x3 = t4.type;
    if ("svg" == x3 ? o4 = "http://www.w3.org/2000/svg" : "math" == x3 ? o4 = "http://www.w3.org/1998/Math/MathML" : o4 || (o4 = "http://www.w3.org/1999/xhtml"), null != e4) {
      for (s4 = 0; s4 < e4.length; s4++) if ((y4 = e4[s4]) && "setAttribute" in y4 == !!x3 && (x3 ? y4.localName == x3 : 3 == y4.nodeType)) {
        u5 = y4, e4[s4] = null;
        break;
      }
    }
    if (null == u5) {
      if (null == x3) return document.createTextNode(k4);
      u5 = document.createElementNS(o4, x3, k4.is && k4), c4 && (l.__m && l.__m(t4, e4), c4 = false), e4 = null;
    }
    if (null == x3) m5 === k4 || c4 && u5.data == k4 || (u5.data = k4);
    else {
      if (e4 = "textarea" == x3 && null != k4.defaultValue ? null : e4 && n.call(u5.childNodes), !c4 && null != e4) for (m5 = {}, s4 = 0; s4 < u5.attributes.length; s4++) m5[(y4 = u5.attributes[s4]).name] = y4.value;
      for (s4 in m5) y4 = m5[s4], "dangerouslySetInnerHTML" == s4 ? p5 = y4 : "children" == s4 || s4 in k4 || "value" == s4 && "defaultValue" in k4 || "checked" == s4 && "defaultChecked" in k4 || N(u5, s4, null, y4, o4);
      for (s4 in k4) y4 = k4[s4], "children" == s4 ? v4 = y4 : "dangerouslySetInnerHTML" == s4 ? h5 = y4 : "value" == s4 ? w5 = y4 : "checked" == s4 ? _4 = y4 : c4 && "function" != typeof y4 || m5[s4] === y4 || N(u5, s4, y4, m5[s4], o4);
      if (h5) c4 || p5 && (h5.__html == p5.__html || h5.__html == u5.innerHTML) || (u5.innerHTML = h5.__html), t4.__k = [];
      else if (p5 && (u5.innerHTML = ""), L("template" == t4.type ? u5.content : u5, g(v4) ? v4 : [v4], t4, i4, r4, "foreignObject" == x3 ? "http://www.w3.org/1999/xhtml" : o4, e4, f5, e4 ? e4[0] : i4.__k && $(i4, 0), c4, a4), null != e4) for (s4 = e4.length; s4--; ) b(e4[s4]);
      c4 && "textarea" != x3 || (s4 = "value", "progress" == x3 && null == w5 ? u5.removeAttribute("value") : null != w5 && (w5 !== u5[s4] || "progress" == x3 && !w5 || "option" == x3 && w5 != m5[s4]) && N(u5, s4, w5, m5[s4], o4), s4 = "checked", null != _4 && _4 != u5[s4] && N(u5, s4, _4, m5[s4], o4));
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
  function h2(n3, u5) {
    var i4 = s2(t2++, 3);
    !c2.__s && C2(i4.__H, u5) && (i4.__ = n3, i4.u = u5, r2.__H.__h.push(i4));
  }
  function _2(n3, u5) {
    var i4 = s2(t2++, 4);
    !c2.__s && C2(i4.__H, u5) && (i4.__ = n3, i4.u = u5, r2.__h.push(i4));
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
  function d2(i4) {
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
    return x2(function() {
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
    var i4 = d2(this);
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
  function y2(i4, t4) {
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
  function _3(i4) {
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
    _3(this);
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
    var i4 = d2(this);
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
    _3(this);
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
  function x2(i4, t4) {
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
  var d3;
  var p4;
  var m4 = "undefined" != typeof window && !!window.__PREACT_SIGNALS_DEVTOOLS__;
  var g3 = [];
  x2(function() {
    h4 = this.N;
  })();
  function b3(i4, n3) {
    l[i4] = n3.bind(null, l[i4] || function() {
    });
  }
  function y3(i4) {
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
      }), u6 = x2(function() {
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
    y3();
    d3 = void 0;
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
      y3();
      var t4, f5 = r4.__c;
      if (f5) {
        f5.__$f &= -2;
        if (void 0 === (t4 = f5.__$u)) f5.__$u = t4 = (function(i5, n3) {
          var r5;
          x2(function() {
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
      d3 = f5;
      y3(t4);
    }
  });
  b3("__e", function(i4, n3, r4, t4) {
    y3();
    d3 = void 0;
    i4(n3, r4, t4);
  });
  b3("diffed", function(i4, n3) {
    y3();
    d3 = void 0;
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
    var f5 = n3 in i4 && void 0 === i4.ownerSVGElement, o4 = y2(r4);
    return { o: function(i5, n4) {
      o4.value = i5;
      t4 = n4;
    }, d: x2(function() {
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
      return y2(i4, n3);
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
  function own(object, key) {
    return Object.hasOwn(object, key) ? object[key] : void 0;
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

  // engine/text.ts
  var LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
  var HARMFUL = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;
  function plainText(text2) {
    return text2.replace(LINE_BREAKS, " ").replace(HARMFUL, "�");
  }

  // playground/compression.ts
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

  // playground/listed.ts
  function readListed(json, read) {
    const organisms = [];
    const problems = [];
    let list = null;
    try {
      list = JSON.parse(json);
    } catch {
    }
    if (!Array.isArray(list)) return { organisms, problems: ["This page's list of organisms cannot be read; export the page again."] };
    for (const entry of list) {
      const name = plainText(String(entry["name"] ?? "organism"));
      const bytes = typeof entry["file"] === "string" ? fromBase64(entry["file"]) : null;
      try {
        if (bytes === null) throw new OrganismError(`The page's organism “${name}” is not base64; export the page again.`);
        organisms.push(read(bytes, name));
      } catch (error) {
        if (!(error instanceof OrganismError)) throw error;
        problems.push(error.message);
      }
    }
    return { organisms, problems };
  }
  function versionOf(options) {
    try {
      const { version } = JSON.parse(options || "{}");
      return typeof version === "string" ? version : null;
    } catch {
      return null;
    }
  }

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

  // playground/pace.ts
  var SLOWEST = 1;
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
        const count = Math.min(chunk, wanted - done);
        step(count);
        done += count;
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

  // playground/page_header.tsx
  function PageHeader({ world }) {
    const { library, chosen, dark, theme } = world;
    const choose = (event) => void world.choose(event.currentTarget.selectedIndex);
    return /* @__PURE__ */ u4("header", { children: [
      /* @__PURE__ */ u4("h1", { children: [
        "Blastema",
        /* @__PURE__ */ u4("i", { "aria-hidden": "true", children: "regrows" })
      ] }),
      /* @__PURE__ */ u4("div", { class: "actions", role: "group", "aria-label": "Page", children: [
        library.value.length > 1 && /* @__PURE__ */ u4("div", { class: "field", children: /* @__PURE__ */ u4("select", { "aria-label": "Organism to show", value: String(chosen.value), onChange: choose, children: library.value.map(({ name }, index) => /* @__PURE__ */ u4("option", { value: String(index), children: name }, index)) }) }),
        /* @__PURE__ */ u4(
          IconButton,
          {
            icon: dark.value ? "sun" : "moon",
            label: dark.value ? "Light colours" : "Dark colours",
            onClick: () => theme.value = dark.value ? "light" : "dark"
          }
        ),
        /* @__PURE__ */ u4(IconButton, { icon: "help", label: "Help", shortcut: "?", onClick: () => world.helping.value = true })
      ] })
    ] });
  }

  // digits/examples.ts
  var DIGITS = [
    ["005d910000dfaf5003f20b8004c008800580098004b01c7002e5ac00006da000", "0019fb0000bg8e6002ga099001g4088004g4088001g51b3000ccaa00001ad300"],
    // 0
    ["0000e700000dg90000agg70007g8g2000156g6000004g6000002g6000000cb00", "0001ed100001gg3005bfgg0004fggf000008g700000ag3000008g6000002df20"],
    // 1
    ["0005ec20007f8e4000623d100001d400001b900008gd000005egb2000006cd30", "00009d000002gg1000059f0000005e000003f70007ggb00000beg73000009f90"],
    // 2
    ["009gd6000065gg000008f5000005e30000009f2000000bc00048bfc000bec800", "00afe4000046dg200003g9000001g6000000ac0000001g4001956g7000ecfb20"],
    // 3
    ["0002d0000008f000005g520000fc1g4004g29g8000aegg400000d8000000d600", "000af00000bf300007f400000cb1382004cffg900008g820000ac000000c9000"],
    // 4
    ["00ca000000egge0000dgfa1000bgg70000047g7000004g900054cg40009gga00", "05cdgg200bgf840008eb100008gge0000166g0000005g300015fd00004fg2000"],
    // 5
    ["0009a000007g700000dd100000f7000004gfc70002gc4ba0008e59e00006ce90", "000bg800006gd300008g800000dg200000fg500002ggg50001agge00000cgf00"],
    // 6
    ["007f6000002ef2000005g6000005g92005egfb40057cb000004f100000ab0000", "001bgga000de8cb000400d4000003f00002fgg90003dg8100007a000000d3000"],
    // 7
    ["00bac40000cd9g10007dbg00001ge40000agd00000e7c70004e4cd0001bec400", "002d4000008eb00000a6e520002ece00001fd20000bde10000d8a400002bg700"],
    // 8
    ["009f500000ded700006ead100009cf5000000aa0000007e000389ff0005cc910", "00cg700002g5c30000e63g20002egc000000aa000000a8000082d70000bgg300"]
    // 9
  ];
  var EXAMPLES = { pixels: 8, digits: DIGITS };
  function exampleOf(digit, number) {
    const all = DIGITS[digit];
    return Float32Array.from(all[number % all.length], (level) => Number.parseInt(level, 17) / 16);
  }

  // playground/colours.ts
  function parseColour(text2) {
    const value = Number.parseInt(text2.slice(1), 16);
    return [(value >> 16 & 255) / 255, (value >> 8 & 255) / 255, (value & 255) / 255];
  }

  // digits/palette.ts
  var DIGIT_COLOURS = [
    "#3f6fd8",
    // 0 blue
    "#ef8322",
    // 1 orange
    "#1f8a4c",
    // 2 green
    "#d22f3d",
    // 3 red
    "#8447c4",
    // 4 violet
    "#7d5535",
    // 5 brown
    "#f29ac8",
    // 6 pink
    "#f0cf2e",
    // 7 yellow
    "#29bcd0",
    // 8 cyan
    "#a8cf4a"
    // 9 lime
  ];
  var PLATES = {
    light: { ground: "#fffdf8", grid: "#efe9dc", frame: "#b5ac9a", ink: "#8f887c" },
    dark: { ground: "#1c2024", grid: "#282d32", frame: "#5c646b", ink: "#878d92" }
  };
  function mixed(ground, colour, share) {
    const [from, to] = [parseColour(ground), parseColour(colour)];
    return `rgb(${from.map((part, i4) => Math.round(255 * (part + share * (to[i4] - part)))).join(" ")})`;
  }
  function lettersOn(colour) {
    const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const [red, green, blue] = parseColour(colour).map(linear);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.19 ? "#15130f" : "#ffffff";
  }

  // engine/png.ts
  var SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
  function pngSize(bytes) {
    if (bytes.length < 33 || SIGNATURE.some((byte, i4) => bytes[i4] !== byte) || text(bytes, 12) !== "IHDR") {
      return null;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  function text(bytes, offset) {
    return String.fromCharCode(...bytes.subarray(offset, offset + 4));
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
      const difference = differenceOf(first, other);
      if (difference !== null) {
        return `${first.name} and ${other.name} cannot share a world: they have different ${difference}. Choose organisms of the same architecture.`;
      }
    }
    return null;
  }
  function differenceOf(first, second) {
    const traits = [
      ["numbers of channels", (organism) => String(organism.channels)],
      ["perception filters", ({ perception }) => perceptionOf(perception)],
      ["signals", ({ perception }) => String(perception.signal)],
      ["hidden widths", (organism) => organism.layers.map((layer) => layer.outputs).join()],
      ["kinds of update", ({ update }) => `${update.kind} ${update.activation}`],
      ["kinds of life", ({ life }) => life.kind],
      ["thresholds of life", ({ life }) => String(Math.fround(life.aliveThreshold))],
      ["kinds of fire", ({ physics }) => physics.firePer],
      ["levels of cells", ({ parents }) => levelsOf(parents)],
      ["decoders", ({ decoder }) => decoderOf(decoder)]
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
  function decoderOf(decoder) {
    if (decoder === null) return "";
    const known = DECODERS.get(decoder) ?? String(++decoders);
    DECODERS.set(decoder, known);
    return known;
  }
  var DECODERS = /* @__PURE__ */ new WeakMap();
  var decoders = 0;
  function isAbove(alpha, organism) {
    return alpha > Math.fround(organism.life.aliveThreshold);
  }

  // engine/world.ts
  var ALPHA = 3;
  function settingsOf(organism, seed = 0) {
    const { boundary, fireRate } = organism.physics;
    return { boundary, fireRate, angle: 0, noise: 0, seed, signals: [] };
  }
  function checkSettings(settings, organisms) {
    const { boundary, fireRate, angle, noise, seed, signals } = settings;
    require2(boundary === "zero" || boundary === "torus", "boundary", boundary, "zero or torus");
    require2(fireRate >= 0 && fireRate <= 1, "fireRate", fireRate, "0 to 1");
    require2(Number.isFinite(angle), "angle", angle, "radians");
    require2(noise >= 0 && noise <= 1e6, "noise", noise, "0 or more");
    require2(Number.isInteger(seed), "seed", seed, "an unsigned 32-bit number");
    const apart = noise > 0 && organisms.some(({ physics }) => physics.firePer === "channel");
    require2(!apart, "noise", noise, "0, since channels fire independently and noise would draw the same numbers");
    const most = organisms.length;
    require2(signals.length <= most, "number of signals", signals.length, `at most ${most}, one for each organism`);
    signals.forEach((signal, index) => {
      const { name, perception } = organisms[index];
      const known = signal.length === perception.signal || signal.length === 0;
      require2(known, `length of ${name}'s signal`, signal.length, String(perception.signal));
      require2(signal.every(Number.isFinite), `signal of ${name}`, signal.join(), "finite numbers");
    });
  }
  function checkCount(count) {
    require2(Number.isInteger(count) && count >= 0, "count of steps", count, "a whole number, 0 or more");
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
    const known = Number.isInteger(species) && species >= 0 && species < organisms.length;
    require2(known, "species", species, `0 to ${organisms.length - 1}`);
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

  // digits/votes.ts
  var CLASSES = 10;
  var INK = Math.fround(0.1);
  var NO_INK = -1;
  var UNDECIDED = -2;
  var NOBODY = { counts: new Array(CLASSES).fill(0), cells: 0, majority: null };
  function votesOf({ state, channels }) {
    return Int8Array.from({ length: state.length / channels }, (_4, cell) => {
      const at = cell * channels;
      if (!(state[at + ALPHA] > INK)) return NO_INK;
      const votes = state.subarray(at + channels - CLASSES, at + channels);
      const highest = Math.max(...votes);
      return Number.isFinite(highest) && highest > Math.min(...votes) ? votes.indexOf(highest) : UNDECIDED;
    });
  }
  function tallyOf(votes) {
    const counts = new Array(CLASSES).fill(0);
    let cells = 0;
    for (const vote of votes) {
      if (vote !== NO_INK) cells++;
      if (vote >= 0) counts[vote]++;
    }
    const highest = Math.max(...counts);
    const leading = counts.flatMap((count, digit) => highest > 0 && count === highest ? [digit] : []);
    return { counts, cells, majority: leading.length === 1 ? leading[0] : null };
  }
  function wordsOf({ counts, cells, majority }) {
    if (cells === 0) return "No ink yet";
    const highest = Math.max(...counts);
    if (highest === 0) return "No cell has voted yet";
    if (majority === null) {
      const tied = counts.flatMap((count, digit) => count === highest ? [digit] : []);
      return `Undecided between ${tied.slice(0, -1).join(", ")} and ${tied.at(-1)}`;
    }
    if (highest === cells) return cells === 1 ? "The only cell votes for it" : `All ${cells} cells agree`;
    return `${highest} of ${cells} cells agree (${Math.floor(100 * highest / cells)} %)`;
  }

  // digits/stage.tsx
  var MOST_PIXEL_RATIO = 2;
  var FAINTEST = 0.35;
  var SMALLEST_LETTERS = 13;
  var KEY = 0.5;
  var StageControl = class {
    constructor(world, box, canvas) {
      this.world = world;
      this.box = box;
      this.canvas = canvas;
      this.#listen();
      const sizes = new ResizeObserver(() => this.paint());
      sizes.observe(box);
      this.#stop.push(
        () => sizes.disconnect(),
        x2(() => {
          void [world.painted.value, world.dark.value, world.cursor.value];
          this.paint();
        })
      );
    }
    #strokes = /* @__PURE__ */ new Map();
    #stop = [];
    #keys = null;
    dispose() {
      for (const stop of this.#stop) stop();
    }
    /** The point of the window over a point of the paper. */
    windowPoint({ x: x3, y: y4 }) {
      const [{ left, top, cell }, box, ratio] = [this.#place(), this.box.getBoundingClientRect(), this.#cellsPerPixel()];
      const [row, column] = this.#corner();
      return { x: box.left + left + (column + x3 * ratio) * cell, y: box.top + top + (row + y4 * ratio) * cell };
    }
    #paperPoint(event) {
      const [{ left, top, cell }, box, ratio] = [this.#place(), this.box.getBoundingClientRect(), this.#cellsPerPixel()];
      const [row, column] = this.#corner();
      return {
        x: ((event.clientX - box.left - left) / cell - column) / ratio,
        y: ((event.clientY - box.top - top) / cell - row) / ratio
      };
    }
    /** Row and column of the paper's first cell. */
    #corner() {
      const { size, organism } = this.world.classifier ?? { size: 1, organism: { height: 1, width: 1 } };
      return [organism.height - size >> 1, organism.width - size >> 1];
    }
    #cellsPerPixel() {
      const { classifier } = this.world;
      return classifier === null ? 1 : classifier.size / classifier.paper.pixels;
    }
    #place() {
      const { height, width } = this.world.shown ?? { height: 1, width: 1 };
      const { clientWidth, clientHeight } = this.box;
      const cell = Math.max(Math.min(clientWidth / width, clientHeight / height), 1);
      return { cell, left: (clientWidth - cell * width) / 2, top: (clientHeight - cell * height) / 2 };
    }
    paint() {
      const { shown } = this.world;
      const context = this.canvas.getContext("2d");
      const ratio = Math.min(window.devicePixelRatio || 1, MOST_PIXEL_RATIO);
      const [width, height] = [this.box.clientWidth * ratio, this.box.clientHeight * ratio].map((side) => Math.round(side));
      if (shown === null || context === null || width < 1 || height < 1) return;
      if (this.canvas.width !== width) this.canvas.width = width;
      if (this.canvas.height !== height) this.canvas.height = height;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, width, height);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.#paintCells(context, shown);
      this.#paintFrame(context);
    }
    #paintCells(context, { height, width, ink, votes }) {
      const { left, top, cell } = this.#place();
      const plate = PLATES[this.world.dark.peek() ? "dark" : "light"];
      context.fillStyle = plate.grid;
      context.fillRect(left, top, cell * width, cell * height);
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.font = `600 ${0.5 * cell}px ui-sans-serif, system-ui, sans-serif`;
      for (let at = 0; at < votes.length; at++) {
        const [vote, grey] = [votes[at], ink[at]];
        const [x3, y4] = [left + at % width * cell, top + Math.floor(at / width) * cell];
        const colour = DIGIT_COLOURS[vote];
        context.fillStyle = plate.ground;
        if (colour !== void 0) context.fillStyle = mixed(plate.ground, colour, FAINTEST + (1 - FAINTEST) * grey);
        else if (grey > 0) context.fillStyle = mixed(plate.ground, plate.ink, vote === NO_INK ? grey : 0.2 + 0.8 * grey);
        context.fillRect(x3 + 0.5, y4 + 0.5, cell - 1, cell - 1);
        if (colour === void 0 || cell < SMALLEST_LETTERS) continue;
        context.fillStyle = lettersOn(String(context.fillStyle));
        context.fillText(String(vote), x3 + cell / 2, y4 + cell / 2);
      }
    }
    /** What a digit of the data fills, and the keys' cursor. */
    #paintFrame(context) {
      const { classifier } = this.world;
      if (classifier === null) return;
      const { pixels, frame, pen } = classifier.paper;
      const box = this.box.getBoundingClientRect();
      const point = (x4, y5) => {
        const found = this.windowPoint({ x: x4, y: y5 });
        return [found.x - box.left, found.y - box.top];
      };
      const [left, top] = point((pixels - frame.width) / 2, (pixels - frame.height) / 2);
      const [right, bottom] = point((pixels + frame.width) / 2, (pixels + frame.height) / 2);
      context.strokeStyle = PLATES[this.world.dark.peek() ? "dark" : "light"].frame;
      context.lineWidth = 1.5;
      context.setLineDash([5, 4]);
      context.strokeRect(left, top, right - left, bottom - top);
      context.setLineDash([]);
      const cursor = this.world.cursor.peek();
      if (cursor === null) return;
      const [x3, y4] = point(cursor.x, cursor.y);
      context.lineWidth = cursor.down ? 4 : 2;
      context.beginPath();
      context.arc(x3, y4, pen * this.#cellsPerPixel() * this.#place().cell, 0, 2 * Math.PI);
      context.stroke();
    }
    #listen() {
      const { box } = this;
      const on = (kind, listener) => {
        box.addEventListener(kind, listener, { passive: false });
        this.#stop.push(() => box.removeEventListener(kind, listener));
      };
      on("pointerdown", (event) => {
        if (event.button !== 0) return;
        box.querySelector(".touch")?.setPointerCapture(event.pointerId);
        this.world.cursor.value = null;
        this.#keys = null;
        this.#strokes.set(event.pointerId, this.world.begin(this.#paperPoint(event)));
      });
      on("pointermove", (event) => {
        const stroke = this.#strokes.get(event.pointerId);
        if (stroke === void 0) return;
        const moves = event.getCoalescedEvents?.() ?? [];
        this.world.extend(stroke, (moves.length > 0 ? moves : [event]).map((move) => this.#paperPoint(move)));
      });
      const end = (event) => void this.#strokes.delete(event.pointerId);
      on("pointerup", end);
      on("pointercancel", end);
      on("contextmenu", (event) => event.preventDefault());
      on("keydown", (event) => this.#key(event));
      on("focusout", () => {
        this.world.cursor.value = null;
        this.#keys = null;
      });
    }
    /** Arrow keys move a cursor, Enter puts its pen down and lifts it. */
    #key(event) {
      const { classifier, cursor } = this.world;
      if (classifier === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const { pixels } = classifier.paper;
      const by = (event.shiftKey ? 4 : 1) * KEY / this.#cellsPerPixel();
      const moves = {
        ArrowLeft: [-by, 0],
        ArrowRight: [by, 0],
        ArrowUp: [0, -by],
        ArrowDown: [0, by]
      };
      const move = moves[event.key];
      if (move === void 0 && event.key !== "Enter") return;
      event.preventDefault();
      const now = cursor.value ?? { x: pixels / 2, y: pixels / 2, down: false };
      const within = (value) => Math.min(Math.max(value, 0), pixels);
      const next = { x: within(now.x + (move?.[0] ?? 0)), y: within(now.y + (move?.[1] ?? 0)) };
      const down = move === void 0 ? !now.down : now.down;
      if (move === void 0) this.#keys = down ? this.world.begin(next) : null;
      else if (this.#keys !== null) this.world.extend(this.#keys, [next]);
      cursor.value = { ...next, down };
    }
  };
  function Stage({ world, onControl }) {
    const box = A2(null);
    const canvas = A2(null);
    _2(() => {
      const control = new StageControl(world, box.current, canvas.current);
      onControl(control);
      return () => control.dispose();
    }, [world]);
    return /* @__PURE__ */ u4("div", { class: "stage", ref: box, children: [
      /* @__PURE__ */ u4("canvas", { ref: canvas, "aria-hidden": "true" }),
      /* @__PURE__ */ u4("div", { class: "touch", tabIndex: 0, role: "application", "aria-label": "Paper to draw a digit on", "aria-describedby": "paper-keys" }),
      /* @__PURE__ */ u4("p", { id: "paper-keys", class: "unseen", children: "Arrow keys move the pen, with Shift farther. Enter puts it down and lifts it." }),
      world.hint.value !== null && /* @__PURE__ */ u4("p", { class: "hint", children: world.hint.value })
    ] });
  }

  // digits/app.tsx
  function App({ world, version, onControl }) {
    return /* @__PURE__ */ u4("div", { class: "page digits", "data-sheet": "", children: [
      /* @__PURE__ */ u4(PageHeader, { world }),
      /* @__PURE__ */ u4(Tools, { world }),
      /* @__PURE__ */ u4("main", { children: [
        /* @__PURE__ */ u4(Stage, { world, onControl }),
        /* @__PURE__ */ u4(Examples, { world }),
        /* @__PURE__ */ u4(Caption, { world }),
        /* @__PURE__ */ u4(Transport, { world })
      ] }),
      /* @__PURE__ */ u4(Votes, { world }),
      /* @__PURE__ */ u4("div", { class: "notices", role: "region", "aria-label": "Messages", children: world.notice.value !== null && /* @__PURE__ */ u4("div", { class: "notice error", role: "alert", children: [
        /* @__PURE__ */ u4("p", { children: world.notice.value }),
        /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the message", onClick: () => world.notice.value = null })
      ] }) }),
      world.helping.value && /* @__PURE__ */ u4(Help, { world, version }),
      /* @__PURE__ */ u4("p", { class: "unseen", role: "status", "aria-live": "polite", children: world.spoken.value })
    ] });
  }
  function Tools({ world }) {
    const { tool, drawing } = world;
    return /* @__PURE__ */ u4("div", { class: "tools", role: "toolbar", "aria-label": "Tools", children: [
      /* @__PURE__ */ u4(
        IconButton,
        {
          icon: "colour",
          label: "Draw ink",
          word: "Draw",
          shortcut: "1",
          pressed: tool.value === "draw",
          onClick: () => tool.value = "draw"
        }
      ),
      /* @__PURE__ */ u4(
        IconButton,
        {
          icon: "erase",
          label: "Erase ink",
          word: "Erase",
          shortcut: "2",
          pressed: tool.value === "erase",
          onClick: () => tool.value = "erase"
        }
      ),
      /* @__PURE__ */ u4(
        IconButton,
        {
          icon: "fit",
          label: "Fit the drawing to the frame",
          word: "Fit",
          shortcut: "f",
          disabled: drawing.value.strokes.length === 0 || !world.canFit,
          onClick: () => world.fit()
        }
      ),
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Clear the paper", word: "Clear", shortcut: "r", onClick: () => world.clear() })
    ] });
  }
  function Votes({ world }) {
    const tally = world.tally.value;
    const { counts, cells, majority } = tally;
    return /* @__PURE__ */ u4("section", { class: "votes", "aria-label": "Votes", children: [
      /* @__PURE__ */ u4("p", { class: "verdict", children: [
        /* @__PURE__ */ u4(
          "output",
          {
            class: "majority",
            "aria-label": "Majority",
            style: majority === null ? {} : { background: DIGIT_COLOURS[majority], color: lettersOn(DIGIT_COLOURS[majority]) },
            children: majority ?? "–"
          }
        ),
        /* @__PURE__ */ u4("output", { class: "words", "aria-label": "Agreement", children: wordsOf(tally) })
      ] }),
      /* @__PURE__ */ u4("ol", { class: "legend", "aria-label": "Cells by vote", children: counts.map((count, digit) => /* @__PURE__ */ u4("li", { "data-leads": String(digit === majority), children: [
        /* @__PURE__ */ u4("span", { class: "swatch", style: { background: DIGIT_COLOURS[digit], color: lettersOn(DIGIT_COLOURS[digit]) }, children: digit }),
        /* @__PURE__ */ u4("span", { class: "bar", "aria-hidden": "true", children: /* @__PURE__ */ u4("span", { style: { width: `${cells > 0 ? 100 * count / cells : 0}%`, background: DIGIT_COLOURS[digit] } }) }),
        /* @__PURE__ */ u4("output", { "aria-label": `Cells that vote for ${digit}`, children: count })
      ] }, digit)) })
    ] });
  }
  function Examples({ world }) {
    const put = A2({});
    const pixels = world.library.value[world.chosen.value]?.paper.pixels;
    if (pixels !== EXAMPLES.pixels) return null;
    return /* @__PURE__ */ u4("div", { class: "examples", role: "group", "aria-label": "Held-out examples", children: [
      /* @__PURE__ */ u4("span", { class: "name", children: "Examples" }),
      EXAMPLES.digits.map((_4, digit) => /* @__PURE__ */ u4(
        "button",
        {
          type: "button",
          "aria-label": `Insert a handwritten ${digit}`,
          title: `A handwritten ${digit} that was not used in training; click again for another`,
          onClick: () => {
            const number = put.current[digit] ?? 0;
            put.current[digit] = number + 1;
            world.put(exampleOf(digit, number), `A handwritten ${digit}`);
          },
          children: digit
        },
        digit
      ))
    ] });
  }
  function Caption({ world }) {
    const classifier = world.library.value[world.chosen.value];
    return /* @__PURE__ */ u4("div", { class: "caption", children: [
      classifier === void 0 && /* @__PURE__ */ u4("p", { class: "title", children: "No organism" }),
      /* @__PURE__ */ u4("p", { class: "figures", children: [
        /* @__PURE__ */ u4("span", { children: [
          "step ",
          /* @__PURE__ */ u4("output", { "aria-label": "Steps", children: world.stepCount.value })
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Steps per second", children: world.playing.value ? world.stepsPerSecond.value.toFixed(world.stepsPerSecond.value < 10 ? 1 : 0) : "paused" }),
          world.playing.value && " steps/s"
        ] }),
        /* @__PURE__ */ u4("span", { children: [
          /* @__PURE__ */ u4("output", { "aria-label": "Cells of ink", children: world.tally.value.cells }),
          " cells of ink"
        ] })
      ] })
    ] });
  }
  function Transport({ world }) {
    const { playing, rate } = world;
    return /* @__PURE__ */ u4("div", { class: "transport", role: "group", "aria-label": "Time", children: [
      /* @__PURE__ */ u4(IconButton, { icon: "undo", label: "Undo", shortcut: "z", disabled: !world.canUndo.value, onClick: () => world.undo() }),
      /* @__PURE__ */ u4(IconButton, { icon: "redo", label: "Redo", shortcut: "Shift+z", disabled: !world.canRedo.value, onClick: () => world.redo() }),
      /* @__PURE__ */ u4(
        IconButton,
        {
          class: "play",
          icon: playing.value ? "pause" : "play",
          filled: !playing.value,
          label: playing.value ? "Pause" : "Play",
          shortcut: "Space",
          onClick: () => world.play()
        }
      ),
      /* @__PURE__ */ u4(IconButton, { icon: "step", label: "One step", shortcut: ".", onClick: () => world.step() }),
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
  var SHORTCUTS = [
    ["Space", "play or pause"],
    [".", "one step"],
    ["1, 2", "draw, erase"],
    ["F", "fit the drawing to the frame"],
    ["R", "clear the paper"],
    ["Z, Shift Z", "undo, redo"],
    ["Arrows, Enter", "on the paper: move the pen, put it down or lift it"],
    ["?", "this help"]
  ];
  function Help({ world, version }) {
    const dialog = A2(null);
    h2(() => dialog.current?.showModal(), []);
    return /* @__PURE__ */ u4("dialog", { ref: dialog, class: "help", "aria-labelledby": "help-title", onClose: () => world.helping.value = false, children: [
      /* @__PURE__ */ u4(IconButton, { icon: "close", label: "Close the help", onClick: () => dialog.current?.close() }),
      /* @__PURE__ */ u4("h2", { id: "help-title", children: "Digits that classify themselves" }),
      /* @__PURE__ */ u4("p", { children: "Cells live where there is ink. Each one sees only its eight neighbours, and all have to agree on which digit they form. Draw a digit that fills the frame, and watch the votes spread; then change it into another one while it lives. Few people write as in the training data: where the cells are undecided, try Fit or draw wider loops." }),
      /* @__PURE__ */ u4("dl", { children: SHORTCUTS.map(([keys, what]) => /* @__PURE__ */ u4("div", { children: [
        /* @__PURE__ */ u4("dt", { children: keys }),
        /* @__PURE__ */ u4("dd", { children: what })
      ] }, keys)) }),
      /* @__PURE__ */ u4("p", { children: [
        "The examples are from E. Alpaydin and C. Kaynak, ",
        /* @__PURE__ */ u4("i", { children: "Optical Recognition of Handwritten Digits" }),
        " (UCI, 1998, CC BY 4.0), in scikit-learn; none was used in training. Drop an organism file on the page to open it."
      ] }),
      /* @__PURE__ */ u4("p", { class: "quiet", children: [
        "After ",
        /* @__PURE__ */ u4("i", { children: "Self-classifying MNIST Digits" }),
        ", Randazzo et al. 2020.",
        version !== null && ` Blastema ${version}.`
      ] })
    ] });
  }

  // engine/types.ts
  var ACTIVATIONS = ["relu", "atan", "tanh"];
  var UPDATES = ["residual", "replacing"];
  var LIVES = ["neighbourhood", "own-alpha", "all"];
  var FIRES = ["cell", "channel"];

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
  function readParents(perception, update, channels) {
    const kinds = [perception.given("kind"), update.given("kind")];
    if (!kinds.includes(TWO_LEVEL)) return null;
    if (kinds[0] !== kinds[1]) {
      throw perception.error(`is ${short(kinds[0])} and the update ${short(kinds[1])}; "${TWO_LEVEL}" has to be both`);
    }
    const most = channels - SENSED - 1;
    if (most < 1) throw perception.error(`has two levels of ${channels} channels; expected ${SENSED + 2} or more`);
    return {
      channels: perception.whole("parents", 1, most, 8),
      factor: perception.whole("factor", 2, 64, 4),
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
      const [still2, cosine, sine] = ["still", "cosine", "sine"].map((key) => readTaps(filter, key));
      return { name, still: still2, cosine, sine };
    });
  }
  function readTaps(filter, key) {
    const rows2 = filter.given(key) ?? new Array(3).fill([0, 0, 0]);
    const isRow = (row) => Array.isArray(row) && row.length === 3 && row.every((tap) => isNumber(tap, -LARGEST_TAP, LARGEST_TAP));
    if (!Array.isArray(rows2) || rows2.length !== 3 || !rows2.every(isRow)) {
      throw filter.error(`has ${key} ${short(rows2)}; expected 3 x 3 numbers from -${LARGEST_TAP} to ${LARGEST_TAP}`);
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
    const noise = part.number("noise", 0, 1e6, 0);
    if (firePer === "channel" && noise > 0) {
      throw part.error(`has noise ${noise} and fire_per "channel", which would draw the same numbers; expected noise 0`);
    }
    return {
      boundary: part.choice("boundary", ["zero", "torus"], "zero"),
      fireRate: part.number("fire_rate", 0, 1, 0.5),
      firePer,
      stepSize: part.number("step_size", -1e3, 1e3, 1),
      angle: part.number("angle", -36e3, 36e3, 0) * Math.PI / 180,
      clamp: part.number("clamp", 0, 1e6, 0),
      noise
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
      const unknown = Object.keys(this.fields).filter((key) => !names.includes(key));
      if (unknown.length > 0) {
        throw this.error(`has unknown fields (${unknown.join(", ").slice(0, 200)})`, NEWER);
      }
    }
    given(key) {
      return own(this.fields, key);
    }
    /** One of several texts; required unless there is a default. */
    choice(key, choices, usual) {
      const value = this.value(key, usual);
      const found = choices.find((choice) => choice === value);
      if (found === void 0) {
        const known = choices.map((choice) => `"${choice}"`).join(" or ");
        throw this.error(`has ${key} ${short(value)}; expected ${known}`, typeof value === "string" ? NEWER : "");
      }
      return found;
    }
    whole(key, low, high, usual) {
      const value = this.value(key, usual);
      if (!isWhole(value, low, high)) {
        throw this.error(`has ${key} ${short(value)}; expected a whole number from ${low} to ${high}`);
      }
      return value;
    }
    number(key, low, high, usual) {
      const value = this.value(key, usual);
      if (!isNumber(value, low, high)) {
        throw this.error(`has ${key} ${short(value)}; expected a number from ${low} to ${high}`);
      }
      return value;
    }
    value(key, usual) {
      const value = this.given(key);
      return value === void 0 ? usual : value;
    }
  };

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
      const count = shape.reduce((product, side) => product * side, 1);
      const span = readSpan(own(entry, "data_offsets"), count * ITEM_BYTES[kind], data.length, name, source);
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
    const [begin, end] = Array.isArray(raw) && raw.length === 2 ? raw : [];
    if (!isWhole(begin, 0, limit) || !isWhole(end, 0, limit) || end - begin !== bytes) {
      throw new OrganismError(
        `${source} is cut short or altered: ${name} lies at ${short(raw)} of ${limit} bytes; expected ${bytes} bytes. Fetch it again.`
      );
    }
    return [begin, end];
  }
  function checkGaps(spans, length, source) {
    let end = 0;
    for (const [begin, next] of [...spans].sort((a4, b4) => a4[0] - b4[0] || a4[1] - b4[1])) {
      if (begin !== end) {
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
  function withoutTable({ inputs, outputs, weight, bias }, table, signal) {
    const embedding = table.length / signal;
    const others = inputs - embedding;
    const rows2 = new Float32Array((others + signal) * outputs);
    rows2.set(weight.subarray(0, others * outputs));
    for (let row = 0; row < signal; row++) {
      for (let output = 0; output < outputs; output++) {
        let sum = 0;
        for (let place = 0; place < embedding; place++) {
          sum += table[row * embedding + place] * weight[(others + place) * outputs + output];
        }
        rows2[(others + row) * outputs + output] = sum;
      }
    }
    return { inputs: others + signal, outputs, weight: rows2, bias };
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
  function upgraded(described, source) {
    const { architecture, ...rest } = described;
    if (!isObject(architecture)) {
      throw new OrganismError(`${source}: architecture is ${short(architecture)}; expected a JSON object.`);
    }
    const unknown = Object.keys(architecture).filter((key) => !FIELDS.includes(key));
    if (unknown.length > 0) {
      const names = unknown.join(", ").slice(0, 200);
      throw new OrganismError(`${source}: the architecture has unknown fields (${names}). ${NEWER}`);
    }
    const missing = FIELDS.filter((key) => !Object.hasOwn(architecture, key));
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
      const known = [...NAMED_FILTERS.keys()].join(", ");
      throw new OrganismError(
        `${source}: the architecture has filters ${short(names)}; expected a list of different ones of ${known}.`
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
  function describedOrganism(described, header, data, source) {
    const automaton = readAutomaton(own(described, "automaton"), source);
    const { channels, perception, update, life, physics } = automaton;
    const [height, width] = readGrid(own(described, "grid"), automaton, source);
    const tensors = readTensors(header, data, shapes(automaton), source);
    const toldSignal = own(described, "signal");
    const organismName = readName(own(described, "name"), source);
    const provenance = own(described, "provenance") ?? {};
    if (!isObject(provenance)) {
      throw new OrganismError(`${source}: provenance is ${short(provenance)}; expected a JSON object.`);
    }
    const target = readTarget(own(described, "target"), height, width, organismName, source);
    return {
      name: organismName,
      channels,
      perception: {
        kind: perception.kind,
        filters: perception.filters,
        learned: tensors.get("perception.learned") ?? new Float32Array(0),
        signal: perception.signal
      },
      layers: layers(automaton, tensors),
      parents: parentsOf(automaton, tensors),
      update: { kind: update.kind, activation: update.activation },
      life,
      physics,
      decoder: decoderOf2(automaton, tensors),
      height,
      width,
      seeds: readSeeds(own(described, "seeds"), height, width, source),
      startRadius: readStartRadius(own(described, "start_radius"), target, source),
      target,
      pictures: readPictures(
        own(described, "pictures"),
        perception.signal,
        source,
        (raw, at) => readTarget(raw, height, width, organismName, at)
      ),
      told: toldSignal === void 0 ? [] : readSignal(toldSignal, perception.signal, source),
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
    const described = parseJson(text2, `the metadata of ${source}`);
    if (!isObject(described)) {
      throw new OrganismError(`the metadata of ${source} is not a JSON object.`);
    }
    return readVersion(described, source) === 1 ? upgraded(described, source) : described;
  }
  function readVersion(described, source) {
    const format = own(described, "format");
    if (format !== FORMAT) {
      throw new OrganismError(`${source} has format ${short(format)}; expected "${FORMAT}".`);
    }
    const version = own(described, "version");
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
  function shapes({ channels, perception, update, parents, decoder }) {
    const { filters, learned, signal, embedding } = perception;
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
  function decoderOf2({ decoder }, tensors) {
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
    const { channels, perception, update, parents } = automaton;
    if (parents !== null) {
      return network("cells", [...update.hidden, channels - parents.channels], tensors);
    }
    const table = tensors.get("perception.table");
    const [first, ...others] = network("layers", [...update.hidden, channels], tensors);
    return [table === void 0 ? first : withoutTable(first, table, perception.signal), ...others];
  }
  function network(name, widths, tensors) {
    return widths.map((outputs, i4) => {
      const weight = tensors.get(`${name}.${i4}.weight`);
      return { inputs: weight.length / outputs, outputs, weight, bias: tensors.get(`${name}.${i4}.bias`) };
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

  // digits/paper.ts
  var FINE = 4;
  var LARGEST_SCALE = 6;
  var SLIM = 0.4;
  var UNIT = 2 ** 22;
  var BLANK = { example: null, strokes: [] };
  function paperOf(data) {
    return typeof data === "string" && data.startsWith("mnist:") ? { pixels: 28, levels: 255, frame: { width: 20, height: 20 }, pen: 1.3, eraser: 2, stretch: 1 } : { pixels: 8, levels: 16, frame: { width: 6.75, height: 8 }, pen: 0.5625, eraser: 0.9, stretch: 1.2 };
  }
  function inkOf(drawing, paper, size) {
    const { pixels, levels } = paper;
    const bitmap = bitmapOf(drawing, paper);
    const side = pixels * FINE;
    const grey = new Uint8Array(pixels * pixels);
    for (let at = 0; at < grey.length; at++) {
      const corner = Math.floor(at / pixels) * FINE * side + at % pixels * FINE;
      let sum = 0;
      for (let i4 = 0; i4 < FINE * FINE; i4++) sum += bitmap[corner + Math.floor(i4 / FINE) * side + i4 % FINE];
      grey[at] = Math.round(Math.round(sum * levels / FINE ** 2) * 255 / levels);
    }
    return scaled(grey, pixels, size);
  }
  function bitmapOf({ example, strokes }, { pixels, pen, eraser }) {
    const side = pixels * FINE;
    const bitmap = new Float32Array(side * side);
    for (let at = 0; example !== null && at < bitmap.length; at++) {
      bitmap[at] = example[Math.floor(at / side / FINE) * pixels + Math.floor(at % side / FINE)];
    }
    for (const { erases, points } of strokes) {
      const radius = FINE * (erases ? eraser : pen);
      points.forEach((point, i4) => {
        stretch(bitmap, side, points[Math.max(i4 - 1, 0)], point, radius, erases);
      });
    }
    return bitmap;
  }
  function stretch(bitmap, side, from, to, radius, erases) {
    const [x3, y4, right, down] = [from.x * FINE, from.y * FINE, (to.x - from.x) * FINE, (to.y - from.y) * FINE];
    const squared = right ** 2 + down ** 2;
    const span = (one, by) => [
      Math.max(0, Math.floor(Math.min(one, one + by) - radius - 1)),
      Math.min(side - 1, Math.ceil(Math.max(one, one + by) + radius + 1))
    ];
    const [[left, end], [top, bottom]] = [span(x3, right), span(y4, down)];
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= end; column++) {
        const [dx, dy] = [column + 0.5 - x3, row + 0.5 - y4];
        const along = squared === 0 ? 0 : Math.min(Math.max((dx * right + dy * down) / squared, 0), 1);
        const covered = Math.min(Math.max(radius + 0.5 - Math.hypot(dx - along * right, dy - along * down), 0), 1);
        const at = row * side + column;
        bitmap[at] = erases ? Math.min(bitmap[at], 1 - covered) : Math.max(bitmap[at], covered);
      }
    }
  }
  function scaled(grey, from, to) {
    if (from === to) return grey;
    const weights = weightsOf(from, to);
    const wide = resampled(grey, weights, { lines: from, line: from, step: 1 }, (line, i4) => line * to + i4, to * from);
    return resampled(wide, weights, { lines: to, line: 1, step: to }, (line, i4) => i4 * to + line, to * to);
  }
  function resampled(values, weights, { lines, line, step }, place, length) {
    const result = new Uint8Array(length);
    for (let number = 0; number < lines; number++) {
      weights.forEach((taps, i4) => {
        const sum = taps.reduce((so, [from, weight]) => so + weight * values[number * line + from * step], 0);
        result[place(number, i4)] = Math.min(Math.max(Math.floor(sum / UNIT + 0.5), 0), 255);
      });
    }
    return result;
  }
  function weightsOf(from, to) {
    const ratio = Math.max(from / to, 1);
    return Array.from({ length: to }, (_4, i4) => {
      const centre = (i4 + 0.5) * from / to;
      const first = Math.max(Math.floor(centre - 2 * ratio + 0.5), 0);
      const end = Math.min(Math.floor(centre + 2 * ratio + 0.5), from);
      const taps = Array.from({ length: end - first }, (_5, k4) => cubic((first + k4 - centre + 0.5) / ratio));
      const sum = taps.reduce((so, weight) => so + weight, 0);
      return taps.map((weight, k4) => [first + k4, wholeOf(weight / sum * UNIT)]);
    });
  }
  function wholeOf(value) {
    return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
  }
  function cubic(at) {
    const x3 = Math.abs(at);
    if (x3 < 1) return (1.5 * x3 - 2.5) * x3 * x3 + 1;
    return x3 < 2 ? ((-0.5 * x3 + 2.5) * x3 - 4) * x3 + 2 : 0;
  }
  function fitted(strokes, { pixels, frame, pen, stretch: most }) {
    const drawn = strokes.filter(({ erases }) => !erases).flatMap(({ points }) => points);
    if (drawn.length === 0) return strokes;
    const bounds = (of) => [
      Math.min(...drawn.map(of)),
      Math.max(...drawn.map(of))
    ];
    const [[left, right], [top, bottom]] = [bounds(({ x: x3 }) => x3), bounds(({ y: y4 }) => y4)];
    const room = (side, length) => Math.min((side - 2 * pen) / Math.max(length, 1e-3), LARGEST_SCALE);
    const [wide, high] = [room(frame.width, right - left), room(frame.height, bottom - top)];
    const stretched = right - left < SLIM * (bottom - top) ? 1 : most;
    const [across, down] = [Math.min(wide, stretched * high), Math.min(high, stretched * wide)];
    return strokes.map(({ erases, points }) => ({
      erases,
      points: points.map(({ x: x3, y: y4 }) => ({
        x: pixels / 2 + (x3 - (left + right) / 2) * across,
        y: pixels / 2 + (y4 - (top + bottom) / 2) * down
      }))
    }));
  }

  // digits/organism.ts
  function readClassifier(bytes, source) {
    if (!looksLikeSafetensors(bytes)) {
      throw new OrganismError(`${source} is not an organism file of Blastema; expected a safetensors file.`);
    }
    const { header, data } = readHeader(bytes, source);
    const described = readDescription(header, source);
    const automaton = own(described, "automaton");
    const part = new Part(isObject(automaton) ? own(automaton, "update") : void 0, "the automaton's update", source);
    if (!isObject(automaton) || part.given("kind") !== "inked") {
      throw part.error("classifies no digits, so that it has another page: blastema play FILE");
    }
    const { update_noise: _4, ...update } = own(automaton, "update");
    const plain = { ...described, automaton: { ...automaton, update: { ...update, kind: "residual" } } };
    const organism = describedOrganism(plain, header, data, source);
    const updateNoise = part.number("update_noise", 0, 1e6, 0);
    const refused = unserved(organism, updateNoise);
    if (refused !== null) throw new OrganismError(`${source} ${refused}`);
    const { height, width, layers: layers2, target, provenance } = organism;
    return {
      name: organism.name,
      organism: { ...organism, layers: [...layers2.slice(0, -1), withoutInk(layers2.at(-1))] },
      updateNoise,
      size: target === null ? Math.min(height, width) : target.size,
      paper: paperOf(provenance["data"])
    };
  }
  function unserved({ channels, physics, decoder }, updateNoise) {
    const least = ALPHA + 1 + CLASSES;
    if (channels < least) return `has ${channels} channels; expected ${least} or more, for colour, ink and ten votes.`;
    if (decoder !== null) return "draws pixels; cells that classify digits have no decoder.";
    if (updateNoise > 0 && physics.clamp > 0) {
      return `has update_noise ${updateNoise} and clamp ${physics.clamp}, which this page does not support together.`;
    }
    return null;
  }
  function withoutInk({ inputs, outputs, weight, bias }) {
    const keep = (value, at) => at % outputs === ALPHA ? 0 : value;
    return { inputs, outputs, weight: weight.map(keep), bias: bias.map(keep) };
  }

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
      const found = systemDark = y2(query.matches);
      query.addEventListener("change", () => found.value = query.matches);
    }
    return systemDark.value;
  }

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
      this.twin = Int32Array.from({ length: this.cells }, (_4, cell) => {
        const row = Math.floor(cell / s4) - 1;
        const column = cell % s4 - 1;
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
    alpha(cell) {
      return this.state[cell * this.channels + ALPHA];
    }
    /** The cell of an index: itself, its original on a torus, or -1 for the border of a world without wrapping. */
    real(cell, boundary) {
      const twin = this.twin[cell];
      return twin === cell || boundary === "torus" ? twin : -1;
    }
    /** Updates the border. */
    refreshBorder(boundary) {
      const { stride, cells } = this;
      if (boundary === "zero" && this.borderIsEmpty) {
        return;
      }
      this.borderIsEmpty = boundary === "zero";
      for (let cell = 0; cell < stride; cell++) {
        this.refreshCell(cell, boundary);
        this.refreshCell(cells - 1 - cell, boundary);
      }
      for (let cell = stride; cell < cells - stride; cell += stride) {
        this.refreshCell(cell, boundary);
        this.refreshCell(cell + stride - 1, boundary);
      }
    }
    refreshCell(cell, boundary) {
      const { state, channels } = this;
      const from = this.twin[cell] * channels;
      if (boundary === "torus") {
        state.copyWithin(cell * channels, from, from + channels);
        this.species[cell] = this.species[this.twin[cell]];
      } else {
        state.fill(0, cell * channels, (cell + 1) * channels);
      }
    }
    clearCell(cell) {
      this.state.fill(0, cell * this.channels, (cell + 1) * this.channels);
    }
    /** Whether some channel of the cell is not 0; NaN is not. */
    isOccupied(cell) {
      for (let at = cell * this.channels; at < (cell + 1) * this.channels; at++) {
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

  // engine/random.ts
  var MULTIPLIER = 1664525;
  var INCREMENT = 1013904223;
  var ROW_STRIDE = 65536;
  var CHANNEL_STRIDE = 2654435769;
  function pcg3dFirst(x3, y4, z3) {
    let a4 = Math.imul(x3, MULTIPLIER) + INCREMENT | 0;
    let b4 = Math.imul(y4, MULTIPLIER) + INCREMENT | 0;
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
  function channelSeed(seed, channel) {
    return seed + Math.imul(CHANNEL_STRIDE, channel + 1) | 0;
  }
  function noiseValue(column, row, channel, step, seed) {
    return (pcg3dFirst(column + ROW_STRIDE * row, step, channelSeed(seed, channel)) >>> 8) / 8388608 - 1;
  }

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
    add(cell) {
      if (this.added[cell] !== this.round) {
        this.added[cell] = this.round;
        this.list[this.count++] = cell;
      }
    }
    has(cell) {
      return this.added[cell] === this.round;
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
    cell(cell) {
      if (!this.perChannel) {
        return this.below(cell, this.seed);
      }
      for (let channel = 0; channel < this.channels; channel++) {
        if (this.below(cell, channelSeed(this.seed, channel))) {
          return true;
        }
      }
      return false;
    }
    /** Whether a channel of a firing cell does. */
    channel(cell, channel) {
      return !this.perChannel || this.below(cell, channelSeed(this.seed, channel));
    }
    below(cell, seed) {
      const row = Math.floor(cell / this.stride) - 1;
      return fireValue(cell % this.stride - 1, row, this.time, seed) < this.threshold;
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
    const { outputs, bias } = layer;
    const weight = new Float64Array(used * outputs);
    for (let input = 0; input < used; input++) {
      for (let output = 0; output < outputs; output++) {
        weight[output * used + input] = layer.weight[input * outputs + output];
      }
    }
    return { inputs: used, outputs, weight, bias: Float64Array.from(bias) };
  }
  function bend(values, count, activation) {
    for (let i4 = 0; i4 < count; i4++) {
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
      this.identity = Array.from({ length: this.count }, (_4, i4) => i4 < filters.length && isIdentity(filters[i4]));
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
    write(state, width, cell, features, lane) {
      const { channels, stride, count, identity, kernels } = this;
      const row = width * stride;
      const middle = cell * stride;
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
        for (let filter = 0; filter < count; filter++) {
          const feature = filter * channels + channel;
          const k4 = feature * 9;
          features[feature * BLOCK + lane] = identity[filter] ? own2 : kernels[k4] * upperLeft + kernels[k4 + 1] * up + kernels[k4 + 2] * upperRight + kernels[k4 + 3] * left + kernels[k4 + 4] * own2 + kernels[k4 + 5] * right + kernels[k4 + 6] * lowerLeft + kernels[k4 + 7] * down + kernels[k4 + 8] * lowerRight;
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
          const cell = cells.at(row, column);
          const from = cell * cells.channels;
          const [to, into] = [of[cell] * grid.channels, of[cell] * SENSED];
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
    signal(cell, features, from, lane) {
      const { grid, of } = this.parents;
      for (let channel = 0; channel < grid.channels; channel++) {
        features[(from + channel) * BLOCK + lane] = grid.state[of[cell] * grid.channels + channel];
      }
    }
    /** Writes the output for the parents of cells into the cells' last channels of `result` [cells, channels]. */
    apply(cells, begin, end, result, channels) {
      const { known, change, parents } = this;
      const size = parents.grid.channels;
      const before = known.count;
      for (let i4 = begin; i4 < end; i4++) {
        known.add(parents.of[cells[i4]]);
      }
      this.think(before);
      for (let i4 = begin; i4 < end; i4++) {
        const from = parents.of[cells[i4]] * size;
        for (let channel = 0; channel < size; channel++) {
          result[i4 * channels + channels - size + channel] = change[from + channel];
        }
      }
    }
    /** The outputs for the parents that are known since `from`. */
    think(from) {
      const { known, parents, filtering, layers: layers2, change } = this;
      const { grid, sensed } = parents;
      for (let first = from; first < known.count; first += BLOCK) {
        const count = Math.min(BLOCK, known.count - first);
        for (let lane = 0; lane < count; lane++) {
          const parent = known.list[first + lane];
          filtering.write(grid.state, grid.stride, parent, layers2.features, lane);
          for (let sense = 0; sense < SENSED; sense++) {
            layers2.features[(filtering.features + sense) * BLOCK + lane] = sensed[parent * SENSED + sense];
          }
        }
        const output = layers2.think(-1);
        for (let lane = 0; lane < count; lane++) {
          for (let channel = 0; channel < grid.channels; channel++) {
            change[known.list[first + lane] * grid.channels + channel] = output[channel * BLOCK + lane];
          }
        }
      }
    }
  };

  // engine/signal.ts
  function toldBias({ inputs, outputs, weight, bias }, signal) {
    const told = Float64Array.from(bias);
    signal.forEach((value, i4) => {
      const row = (inputs - signal.length + i4) * outputs;
      for (let output = 0; output < outputs; output++) {
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
      const { channels, physics, perception } = organism;
      const { filters, learned, signal } = perception;
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
      this.signal = this.signal.map((_4, i4) => signal[i4] ?? 0);
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
    apply(state, width, cells, begin, end, result, only = -1) {
      const { filtering, layers: layers2, above } = this;
      const [size, own2] = only < 0 ? [this.channels, this.own] : [1, 1];
      if (only < 0) {
        above?.apply(cells, begin, end, result, this.channels);
      }
      for (let first = begin; first < end; first += BLOCK) {
        const count = Math.min(BLOCK, end - first);
        for (let lane = 0; lane < count; lane++) {
          filtering.write(state, width, cells[first + lane], layers2.features, lane);
          above?.signal(cells[first + lane], layers2.features, filtering.features, lane);
        }
        const output = layers2.think(only);
        for (let lane = 0; lane < count; lane++) {
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
          const cell = grid.at(row, column);
          if (!(grid.alpha(cell) > threshold)) {
            grid.clearCell(cell);
          }
        }
      }
    }
    findOccupied() {
      const { grid, occupied } = this;
      occupied.clear();
      for (let row = 0; row < grid.world.height; row++) {
        for (let column = 0; column < grid.world.width; column++) {
          const cell = grid.at(row, column);
          if (this.everywhere || grid.isOccupied(cell)) {
            occupied.add(cell);
          }
        }
      }
      this.stale = this.masked && this.everywhere;
    }
    addAround(set, cell, settings) {
      const { around } = this.grid;
      for (let i4 = 0; i4 < 9; i4++) {
        const neighbour = this.grid.real(cell + around[i4], settings.boundary);
        if (neighbour >= 0) {
          set.add(neighbour);
        }
      }
    }
    findPre(settings) {
      const { occupied, pre, grid, threshold } = this;
      pre.clear();
      for (let i4 = 0; i4 < occupied.count; i4++) {
        const cell = occupied.list[i4];
        if (!this.masked) {
          pre.add(cell);
        } else if (grid.alpha(cell) > threshold) {
          this.addAround(pre, cell, settings);
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
    speciesOf(cell) {
      const { grid, threshold } = this;
      if (grid.alpha(cell) > threshold) {
        return grid.species[cell];
      }
      let found = cell;
      let highest = threshold;
      for (let i4 = 0; i4 < 9; i4++) {
        const alpha = grid.alpha(cell + grid.around[i4]);
        if (alpha > highest) {
          highest = alpha;
          found = cell + grid.around[i4];
        }
      }
      return grid.species[found];
    }
    /** The species of a cell next to `pre` (rule 3). */
    ringSpeciesOf(cell, settings) {
      const { grid, pre } = this;
      let found = 0;
      let highest = -Infinity;
      let none = true;
      for (let i4 = 0; i4 < 9; i4++) {
        const neighbour = grid.real(cell + grid.around[i4], settings.boundary);
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
    findFiring(set, begin, fired) {
      let end = begin;
      for (let i4 = 0; i4 < set.count; i4++) {
        if (this.fire.cell(set.list[i4])) {
          this.firing[end++] = set.list[i4];
          if (fired !== null) {
            fired[set.list[i4]] = 1;
          }
        }
      }
      return end;
    }
    /** Of the ring only those whose alpha fires. */
    findRingFiring(begin) {
      const { fire, firing } = this;
      const found = this.findFiring(this.ring, begin, null);
      let end = begin;
      for (let i4 = begin; i4 < found; i4++) {
        if (fire.channel(firing[i4], ALPHA)) {
          firing[end++] = firing[i4];
        }
      }
      return end;
    }
    /** The rules' outputs for the firing cells from `begin` to `end` - 1, in runs of one species. */
    run(begin, end, result, only) {
      const { grid, firing } = this;
      if (this.rules.length === 1) {
        this.rules[0].apply(grid.state, grid.stride, firing, begin, end, result, only);
        return;
      }
      this.sortBySpecies(begin, end);
      for (let first = begin; first < end; ) {
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
    sortBySpecies(begin, end) {
      const { firing, belongs } = this;
      let place = begin;
      for (let species = 0; species < this.rules.length - 1; species++) {
        for (let i4 = place; i4 < end; i4++) {
          const cell = firing[i4];
          if (belongs[cell] === species) {
            firing[i4] = firing[place];
            firing[place++] = cell;
          }
        }
      }
    }
    /** Ring cells whose alpha rises above the threshold keep their neighbours alive; they themselves stay empty. */
    ringToPost(begin, end, settings) {
      const { grid, firing, ringAlpha, threshold } = this;
      for (let i4 = begin; i4 < end; i4++) {
        const cell = firing[i4];
        if (Math.fround(this.ruleOf(cell).moved(grid.alpha(cell), ringAlpha[i4])) > threshold) {
          this.addAround(this.post, cell, settings);
        }
      }
    }
    ruleOf(cell) {
      return this.rules.length === 1 ? this.rules[0] : this.rules[this.belongs[cell]];
    }
    /** Updates the firing cells of `pre`. */
    move(end) {
      const { change, fire, firing } = this;
      const { state, channels } = this.grid;
      for (let i4 = 0; i4 < end; i4++) {
        const cell = firing[i4];
        const rule = this.ruleOf(cell);
        for (let channel = 0; channel < channels; channel++) {
          if (!fire.perChannel || fire.channel(cell, channel)) {
            const at = cell * channels + channel;
            state[at] = rule.moved(state[at], change[i4 * channels + channel]);
          }
        }
      }
    }
    /** Clears cells that are not in `pre` and in `post`; the others carry their species on. */
    clearDead(end, settings) {
      const { grid, occupied, pre, post, threshold } = this;
      for (let i4 = 0; i4 < pre.count; i4++) {
        if (grid.alpha(pre.list[i4]) > threshold) {
          this.addAround(post, pre.list[i4], settings);
        }
      }
      for (let i4 = 0; i4 < occupied.count; i4++) {
        const cell = occupied.list[i4];
        if (!pre.has(cell) || !post.has(cell)) {
          grid.clearCell(cell);
        }
      }
      for (let i4 = 0; i4 < end; i4++) {
        if (!post.has(this.firing[i4])) {
          grid.clearCell(this.firing[i4]);
        }
      }
      occupied.clear();
      for (let i4 = 0; i4 < pre.count; i4++) {
        if (post.has(pre.list[i4])) {
          occupied.add(pre.list[i4]);
        }
      }
    }
    inheritSpecies() {
      const { grid, occupied, belongs } = this;
      for (let i4 = 0; this.rules.length > 1 && i4 < occupied.count; i4++) {
        grid.species[occupied.list[i4]] = belongs[occupied.list[i4]];
      }
    }
    /** Uniform noise on every channel of the surviving cells: the world's and their organism's own. */
    addNoise(settings, time) {
      const { grid, occupied, rules } = this;
      const seed = settings.seed >>> 0;
      if (settings.noise === 0 && rules.every(({ noise }) => noise === 0)) {
        return;
      }
      for (let i4 = 0; i4 < occupied.count; i4++) {
        const cell = occupied.list[i4];
        const amplitude = Math.fround(settings.noise + this.ruleOf(cell).noise);
        const row = Math.floor(cell / grid.stride) - 1;
        const column = cell % grid.stride - 1;
        for (let channel = 0; amplitude > 0 && channel < grid.channels; channel++) {
          const value = amplitude * noiseValue(column, row, channel, time, seed);
          grid.state[cell * grid.channels + channel] += Math.fround(value);
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
    for (let y4 = 0; y4 < height * side; y4++) {
      const row = rows2[y4];
      for (let x3 = 0; x3 < width * side; x3++, to += 4) {
        pixels[to + 3] = 255;
        const column = columns[x3];
        const around = [
          [row.own * width + column.own, (1 - row.share) * (1 - column.share)],
          [row.own * width + column.other, (1 - row.share) * column.share],
          [row.other * width + column.own, row.share * (1 - column.share)],
          [row.other * width + column.other, row.share * column.share]
        ].filter(([cell, share]) => share > 0 && there[cell] !== 0);
        if (around.length === 0) {
          for (let part = 0; part < 3; part++) pixels[to + part] = empty[part];
          continue;
        }
        const place = (y4 % side * side + x3 % side) * units;
        for (let unit = 0; unit < units; unit++) entered[unit] = places[place + unit];
        shown.fill(0);
        for (const [cell, share] of around) {
          const from = cell * units;
          for (let unit = 0; unit < units; unit++) entered[unit] += share * heard[from + unit];
          for (let part = 0; part <= ALPHA; part++) shown[part] += share * state[cell * channels + part];
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
  function rectified({ outputs, weight, bias }, before, answers) {
    answers.set(bias);
    for (let input = 0; input < before.length; input++) {
      const value = before[input];
      if (value <= 0) continue;
      const from = input * outputs;
      for (let output = 0; output < outputs; output++) answers[output] += value * weight[from + output];
    }
    return answers;
  }
  function thereOf({ height, width, channels, state }) {
    const there = new Uint8Array(height * width);
    for (let cell = 0; cell < there.length; cell++) {
      for (let at = cell * channels; at < (cell + 1) * channels && there[cell] === 0; at++) {
        if (state[at] !== 0) there[cell] = 1;
      }
    }
    return there;
  }
  function heardOf({ outputs, weight }, { channels, state }, there) {
    const heard = new Float32Array(there.length * outputs);
    for (let cell = 0; cell < there.length; cell++) {
      if (there[cell] === 0) continue;
      const answers = heard.subarray(cell * outputs, (cell + 1) * outputs);
      for (let channel = 0; channel < channels; channel++) {
        const value = state[cell * channels + channel];
        const from = channel * outputs;
        for (let unit = 0; unit < outputs; unit++) answers[unit] += value * weight[from + unit];
      }
    }
    return heard;
  }
  function placesOf({ outputs, weight, bias }, channels, side) {
    const places = new Float32Array(side * side * outputs);
    for (let place = 0; place < side * side; place++) {
      const turns = [Math.floor(place / side), place % side].map((at) => 2 * Math.PI * (at + 0.5) / side);
      const coordinates = turns.flatMap((turn) => [Math.sin(turn), Math.cos(turn)]);
      for (let unit = 0; unit < outputs; unit++) {
        places[place * outputs + unit] = coordinates.reduce(
          (sum, value, number) => sum + value * weight[(channels + number) * outputs + unit],
          bias[unit]
        );
      }
    }
    return places;
  }
  function nearOf(cells, side) {
    return Array.from({ length: cells * side }, (_4, at) => {
      const own2 = Math.floor(at / side);
      const fromMiddle = (at % side + 0.5) / side - 0.5;
      const other = Math.min(Math.max(own2 + Math.sign(fromMiddle), 0), cells - 1);
      return { own: own2, other, share: Math.abs(fromMiddle) };
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
  var INK2 = [
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
        const ink = [mixed2(view.background, INK2[tone], 0.5), INK2[tone]];
        return { positive: ink, negative: ink };
      }
    }
  }
  function colourOf(value, background, stops) {
    const [middle, end] = value < 0 ? stops.negative : stops.positive;
    const size = Math.min(Math.abs(value), 1) || 0;
    return size < 0.5 ? mixed2(background, middle, 2 * size) : mixed2(middle, end, 2 * size - 1);
  }
  function mixed2(from, to, share) {
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
    for (let cell = 0; cell < source.height * source.width; cell++) {
      const scaled2 = Math.round(SHADES * value(cell));
      const shade = 3 * ((scaled2 > SHADES ? SHADES : scaled2 < -SHADES ? -SHADES : scaled2 || 0) + SHADES);
      pixels[4 * cell] = table[shade];
      pixels[4 * cell + 1] = table[shade + 1];
      pixels[4 * cell + 2] = table[shade + 2];
      pixels[4 * cell + 3] = 255;
    }
    return pixels;
  }
  function blockMeans({ state, channels, height, width }, blocks) {
    const means = new Float32Array(state.length);
    const sum = new Float64Array(channels);
    for (let top = 0; top < height; top += blocks) {
      for (let left = 0; left < width; left += blocks) {
        const [bottom, right] = [Math.min(top + blocks, height), Math.min(left + blocks, width)];
        const count = (bottom - top) * (right - left);
        sum.fill(0);
        for (let row = top; row < bottom; row++) {
          for (let at = (row * width + left) * channels; at < (row * width + right) * channels; at++) {
            sum[(at - (row * width + left) * channels) % channels] += state[at] / count;
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
        return (cell) => state[cell * channels + view.channel];
      case "update":
        return update === null ? () => 0 : (cell) => update[cell] / LARGEST_UPDATE;
      case "fired":
        return fired === null ? () => 0 : (cell) => fired[cell];
      default:
        return (cell) => Math.max(0, state[cell * channels + ALPHA]);
    }
  }
  function colourPixels(background, source, pixels) {
    const { state, channels } = source;
    for (let cell = 0; cell < source.height * source.width; cell++) {
      const at = cell * channels;
      const alpha = state[at + ALPHA];
      const rest = 1 - (alpha > 1 ? 1 : alpha > 0 ? alpha : 0);
      pixels[4 * cell] = 255 * (background[0] * rest + state[at]);
      pixels[4 * cell + 1] = 255 * (background[1] * rest + state[at + 1]);
      pixels[4 * cell + 2] = 255 * (background[2] * rest + state[at + 2]);
      pixels[4 * cell + 3] = 255;
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
      const obstacle = commonObstacle(organisms, this.world);
      if (obstacle !== null) {
        throw new RangeError(obstacle);
      }
      this.population = organisms;
      if (organisms[0].channels !== this.grid.channels) {
        const { observe } = this;
        this.observe = false;
        this.grid = new Grid(this.world, organisms[0].channels);
        this.observe = observe;
      }
      this.grid.species.forEach((species, cell) => {
        if (species >= organisms.length) {
          this.grid.species[cell] = 0;
        }
      });
      this.stepper = new Stepper(this.grid, organisms);
    }
    step(count) {
      checkCount(count);
      checkSettings(this.settings, this.population);
      const { observed } = this;
      for (let done = 0; done < count; done++) {
        const last = observed !== null && done === count - 1;
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
    paintCell(cell, stroke) {
      const { grid } = this;
      const { state, channels, species } = grid;
      const at = cell * channels;
      const lives = isAbove(state[at + ALPHA], this.population[0]);
      switch (stroke.kind) {
        case "erase":
          grid.clearCell(cell);
          break;
        case "seed":
          state.fill(0, at, at + ALPHA).fill(1, at + ALPHA, at + channels);
          species[cell] = stroke.species;
          break;
        case "colour":
          state.set(stroke.colour, at);
          state[at + ALPHA] = 1;
          species[cell] = lives ? species[cell] : stroke.species;
          break;
        case "species":
          species[cell] = lives ? stroke.species : species[cell];
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
      for (let cell = 0; cell < update.length; cell++) {
        const from = grid.at(Math.floor(cell / world.width), cell % world.width) * grid.channels;
        let sum = 0;
        for (let at = from; at < from + grid.channels; at++) {
          sum += Math.abs(grid.state[at] - before[at]);
        }
        update[cell] = sum / grid.channels;
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

  // digits/engine.ts
  var INK_COLOUR = [40, 40, 46].map((value) => Math.fround(value / 255));
  var DigitEngine = class {
    /** @param seed of the fire masks */
    constructor(classifier, seed = 0) {
      this.classifier = classifier;
      const { organism, updateNoise } = classifier;
      this.#inner = new PlainEngine([organism], organism, settingsOf(organism, seed));
      this.#fire = new Fire(organism, organism.width + 2);
      this.#amplitude = Math.fround(updateNoise * 3 ** 0.5);
    }
    #inner;
    #fire;
    #amplitude;
    /** Steps since the world began. */
    get stepCount() {
      return this.#inner.stepCount;
    }
    /** A copy. */
    read() {
      return this.#inner.read();
    }
    write(snapshot) {
      this.#inner.write(snapshot);
    }
    step(count = 1) {
      if (this.#amplitude === 0) {
        this.#inner.step(count);
        return;
      }
      for (let done = 0; done < count; done++) {
        this.#fire.begin(this.#inner.settings, this.stepCount);
        this.#inner.step(1);
        this.#addNoise();
      }
    }
    /** Noise of the step before on the cells that fired in it. */
    #addNoise() {
      const snapshot = this.read();
      const { state, height, width, channels, step } = snapshot;
      const { seed } = this.#inner.settings;
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const cell = (row + 1) * (width + 2) + column + 1;
          if (!this.#fire.cell(cell)) continue;
          for (let c4 = 0; c4 < channels; c4++) {
            if (c4 === ALPHA || !this.#fire.channel(cell, c4)) continue;
            const drawn = noiseValue(column, row, c4, step - 1, seed);
            state[(row * width + column) * channels + c4] += Math.fround(this.#amplitude * drawn);
          }
        }
      }
      this.write(snapshot);
    }
    /**
     * Puts ink in the middle of the grid and takes away what was there, as `blastema.training.classifying.written` does:
     * cells without ink are cleared, new ones get its colour, the others keep their state.
     *
     * @param ink [size, size], 0 to 255
     */
    ink(ink) {
      const snapshot = this.read();
      const { state, height, width, channels } = snapshot;
      const { size } = this.classifier;
      const [top, left] = [height - size >> 1, width - size >> 1];
      for (let cell = 0; cell < height * width; cell++) {
        const [row, column] = [Math.floor(cell / width) - top, cell % width - left];
        const inside = row >= 0 && row < size && column >= 0 && column < size;
        const grey = inside ? Math.fround(ink[row * size + column] / 255) : 0;
        const at = cell * channels;
        if (grey === 0) {
          state.fill(0, at, at + channels);
          continue;
        }
        if (state[at + ALPHA] === 0) state.set(INK_COLOUR.map((part) => grey * part), at);
        state[at + ALPHA] = grey;
      }
      this.write(snapshot);
    }
  };

  // digits/world.ts
  var MOST_BYTES = 48e6;
  var USUAL_RATE = 20;
  var DigitWorld = class {
    /** @param seed of the fire masks */
    constructor(seed = 0) {
      this.seed = seed;
    }
    library = y2([]);
    chosen = y2(0);
    playing = y2(true);
    rate = y2(USUAL_RATE);
    tool = y2("draw");
    theme = y2("auto");
    dark = O2(() => this.theme.value === "auto" ? systemIsDark() : this.theme.value === "dark");
    drawing = y2(BLANK);
    tally = y2(NOBODY);
    stepCount = y2(0);
    stepsPerSecond = y2(0);
    /** Where the keys draw, in pixels of the data; null while they are not used. */
    cursor = y2(null);
    canUndo = y2(false);
    canRedo = y2(false);
    helping = y2(false);
    spoken = y2("");
    hint = y2(null);
    notice = y2(null);
    /** Changes whenever there is something else to paint. */
    painted = y2(0);
    #engine = null;
    #ink = new Uint8Array(0);
    #shown = null;
    #majority = null;
    #pace = new Pace(USUAL_RATE);
    #meter = new Meter();
    #undo = new Undo(64, MOST_BYTES);
    #frames = new Frames((elapsed, fresh) => this.#frame(elapsed, fresh));
    get classifier() {
      return this.#engine?.classifier ?? null;
    }
    get shown() {
      return this.#shown;
    }
    /** The ink of the drawing, [size, size], 0 to 255. */
    get ink() {
      return this.#ink;
    }
    say(text2) {
      this.notice.value = this.spoken.value = plainText(text2);
    }
    /** Begins with one of the library, and an empty paper. */
    choose(index) {
      const classifier = this.library.value[index];
      if (classifier === void 0) return;
      this.chosen.value = index;
      this.#engine = new DigitEngine(classifier, this.seed);
      this.#undo.clear();
      this.#lay(BLANK);
    }
    /** One more for the library, which lives at once. */
    open(name, bytes) {
      try {
        this.library.value = [...this.library.value, readClassifier(bytes, name)];
      } catch (error) {
        if (!(error instanceof OrganismError)) throw error;
        this.say(error.message);
        return;
      }
      this.choose(this.library.value.length - 1);
    }
    play(playing = !this.playing.value) {
      this.playing.value = playing;
      this.#frames.ask();
    }
    step(count = 1) {
      this.playing.value = false;
      this.#engine?.step(count);
      this.#changed();
    }
    /** Begins a stroke, by the tool; the number that `extend` wants. */
    begin(point) {
      this.#remember();
      this.hint.value = null;
      const { example, strokes } = this.drawing.value;
      this.#lay({ example, strokes: [...strokes, { erases: this.tool.value === "erase", points: [point] }] });
      return strokes.length;
    }
    /** Lengthens a stroke that has been begun; it may be gone. */
    extend(stroke, points) {
      const { example, strokes } = this.drawing.value;
      const longer = strokes.map((one, i4) => i4 === stroke ? { ...one, points: [...one.points, ...points] } : one);
      this.#lay({ example, strokes: longer });
    }
    /** Removes all ink. */
    clear() {
      this.#replace(BLANK, "The paper is empty.");
    }
    /** Moves and scales what is drawn so that it fills the frame, as the digits of the data do. */
    fit() {
      const { classifier } = this;
      if (classifier === null || !this.canFit) return;
      const { example, strokes } = this.drawing.value;
      this.#replace({ example, strokes: fitted(strokes, classifier.paper) }, "The drawing fills the frame.");
    }
    /** An example is as large as the data already, and no pen has drawn it. */
    get canFit() {
      const { example, strokes } = this.drawing.value;
      return example === null && strokes.some(({ erases }) => !erases);
    }
    /** Puts a picture of the data in the place of what is drawn. */
    put(example, name) {
      this.hint.value = null;
      this.#replace({ example, strokes: [] }, `${name} was inserted.`);
    }
    undo() {
      this.#travel("undo");
    }
    redo() {
      this.#travel("redo");
    }
    /** Hidden pages rest. */
    rest(hidden) {
      this.#frames.see(!hidden);
      if (!hidden) this.#frames.ask();
    }
    #replace(drawing, words) {
      this.#remember();
      this.#lay(drawing);
      this.spoken.value = words;
    }
    /** From now on the cells' ink is that of the drawing. */
    #lay(drawing) {
      this.drawing.value = drawing;
      const engine = this.#engine;
      if (engine === null) return;
      const { paper, size } = engine.classifier;
      const ink = inkOf(drawing, paper, size);
      if (ink.length !== this.#ink.length || ink.some((value, i4) => value !== this.#ink[i4])) engine.ink(ink);
      this.#ink = ink;
      this.#changed();
    }
    #remember() {
      const now = this.#stand();
      if (now !== null) this.#undo.remember(now);
    }
    #stand() {
      if (this.#engine === null) return null;
      const snapshot = this.#engine.read();
      return { drawing: this.drawing.value, snapshot, bytes: snapshot.state.byteLength };
    }
    #travel(way) {
      const now = this.#stand();
      const found = now === null ? null : this.#undo[way](now);
      if (found === null) return;
      const { paper, size } = this.#engine.classifier;
      this.#engine.write(found.snapshot);
      this.#ink = inkOf(found.drawing, paper, size);
      this.drawing.value = found.drawing;
      this.#changed();
    }
    #frame(elapsed, fresh) {
      const engine = this.#engine;
      if (engine === null || !this.playing.value) return false;
      if (fresh) this.#pace.restart();
      this.#pace.rate = this.rate.value;
      const steps = this.#pace.frame(elapsed, (count) => engine.step(count), () => performance.now());
      this.stepsPerSecond.value = this.#meter.add(elapsed, steps);
      if (steps > 0) this.#changed();
      return true;
    }
    #changed() {
      const engine = this.#engine;
      if (engine === null) return;
      const snapshot = engine.read();
      const votes = votesOf(snapshot);
      this.#shown = { height: snapshot.height, width: snapshot.width, votes, ink: this.#spread(snapshot) };
      this.tally.value = tallyOf(votes);
      this.#tell();
      this.stepCount.value = engine.stepCount;
      this.canUndo.value = this.#undo.canUndo;
      this.canRedo.value = this.#undo.canRedo;
      this.painted.value++;
      this.#frames.ask();
    }
    #spread({ height, width }) {
      const size = this.#engine.classifier.size;
      const [top, left] = [height - size >> 1, width - size >> 1];
      const spread = new Float32Array(height * width);
      this.#ink.forEach((value, i4) => {
        spread[(top + Math.floor(i4 / size)) * width + left + i4 % size] = value / 255;
      });
      return spread;
    }
    /** Announces a new majority once all cells agree. */
    #tell() {
      const { majority, counts, cells } = this.tally.value;
      if (majority === null || counts[majority] !== cells || majority === this.#majority) return;
      this.#majority = majority;
      this.spoken.value = `${majority}: ${wordsOf(this.tally.value)}`;
    }
  };

  // digits/main.tsx
  function textOf(id) {
    return document.getElementById(id)?.textContent ?? "";
  }
  function start(root2) {
    const asked = new URLSearchParams(location.hash.slice(1));
    const world = new DigitWorld(Number(asked.get("s") ?? 0) >>> 0);
    const { organisms, problems } = readListed(textOf("organisms"), readClassifier);
    world.library.value = organisms;
    const paused = asked.get("run") === "0";
    const still2 = !paused && matchMedia("(prefers-reduced-motion: reduce)").matches;
    world.playing.value = !paused && !still2;
    world.hint.value = still2 ? "Paused, since your system asks for reduced motion. Draw a digit, and press play." : "Draw a digit that fills the frame.";
    x2(() => {
      document.documentElement.dataset["theme"] = world.dark.value ? "dark" : "light";
    });
    let control = null;
    root2.textContent = "";
    R(/* @__PURE__ */ u4(App, { world, version: versionOf(textOf("options")), onControl: (made) => control = made }), root2);
    listen(world);
    for (const problem of problems) world.say(problem);
    if (organisms.length === 0 && problems.length === 0) world.say("This page has no organism. Drop an organism's file here.");
    world.choose(0);
    window.blastema = handleOf(world, () => control);
  }
  function listen(world) {
    document.addEventListener("visibilitychange", () => world.rest(document.hidden));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) {
        void file.arrayBuffer().then((data) => world.open(file.name, new Uint8Array(data)));
      }
    });
    const say = (what) => world.say(`Something went wrong: ${what instanceof Error ? what.message : String(what)}`);
    window.addEventListener("error", (event) => say(event.message));
    window.addEventListener("unhandledrejection", (event) => say(event.reason));
    const commands = {
      " ": () => world.play(),
      ".": () => world.step(),
      r: () => world.clear(),
      z: () => world.undo(),
      Z: () => world.redo(),
      1: () => world.tool.value = "draw",
      2: () => world.tool.value = "erase",
      f: () => world.fit(),
      "?": () => world.helping.value = true
    };
    document.addEventListener("keydown", (event) => {
      const other = event.ctrlKey || event.metaKey || event.altKey || world.helping.value;
      const typing = event.target instanceof Element && event.target.matches("input, select");
      const working = event.key === " " && event.target instanceof Element && event.target.matches("button");
      if (other || typing || working || !Object.hasOwn(commands, event.key)) return;
      event.preventDefault();
      commands[event.key]();
    });
    document.addEventListener("click", (event) => {
      if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
    });
  }
  function handleOf(world, control) {
    return {
      ready: Promise.resolve(),
      get stepCount() {
        return world.stepCount.value;
      },
      get playing() {
        return world.playing.value;
      },
      get tally() {
        return world.tally.value;
      },
      get ink() {
        return [...world.ink];
      },
      step: (count) => world.step(count),
      put: (picture) => world.put(Float32Array.from(picture), "A picture"),
      pointOf: (point) => control().windowPoint(point)
    };
  }
  var root = document.getElementById("page");
  if (root !== null) start(root);
})();
