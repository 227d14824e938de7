using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RiskMonitor.Dashboard.Board;

namespace RiskMonitor.Dashboard.Layout;

/// <summary>What only the browser knows: keys pressed anywhere, a hidden or idle screen, its size and its colours.</summary>
public sealed class Device(IJSRuntime browser, Screen screen, TimeProvider time) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private DotNetObjectReference<Device>? _self;

    /// <summary>Width and height of the window in CSS pixels.</summary>
    public (int Width, int Height) Window { get; private set; } = (1280, 800);

    public event Action? Resized;

    /// <summary>Somebody works at this screen: told every few minutes at most.</summary>
    public event Action? Used;

    public async Task Listen()
    {
        if (_module is not null)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _module = await browser.InvokeAsync<IJSObjectReference>("import", "./js/device.js");
        await _module.InvokeVoidAsync("listen", _self);
    }

    public async Task Paint(Theme theme, bool wall)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("paint", theme.ToString().ToLowerInvariant(), wall);
        }
    }

    /// <summary>Puts the focus on the element with this id and scrolls it into view.</summary>
    public async Task Focus(string id)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("focus", id);
        }
    }

    /// <summary>Remembers what has the focus, until <see cref="FocusBack"/>.</summary>
    public async Task RememberFocus()
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("rememberFocus");
        }
    }

    /// <summary>Gives the focus back to what had it, if that is still there.</summary>
    public async Task FocusBack()
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("focusBack");
        }
    }

    /// <summary>Has a long list told which of its parts come near the screen and which go. False: it is too early, ask again.</summary>
    public async Task<bool> Follow(ElementReference list, DotNetObjectReference<CardList> told)
    {
        if (_module is null)
        {
            return false;
        }

        await _module.InvokeVoidAsync("follow", list, told);
        return true;
    }

    /// <summary>The tone of a severity, if the browser lets this page sound: it does once somebody has touched it.</summary>
    public async Task Play(string severity)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("play", severity);
        }
    }

    /// <summary>Hands a file to the browser, which puts it where the person's downloads go.</summary>
    public async Task Save(string name, string type, byte[] bytes)
    {
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("save", name, type, bytes);
        }
    }

    [JSInvokable]
    public void Press(string key) => screen.Press(key, time.GetUtcNow());

    [JSInvokable]
    public void Hide() => screen.Left("This screen was hidden.");

    [JSInvokable]
    public void Idle() => screen.Left("Nobody touched this screen for a minute.");

    [JSInvokable]
    public void BeUsed() => Used?.Invoke();

    [JSInvokable]
    public void Size(int width, int height)
    {
        Window = (width, height);
        Resized?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        if (_module is not null)
        {
            await _module.DisposeAsync();
        }
    }
}
