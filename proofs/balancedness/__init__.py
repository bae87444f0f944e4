"""balancedness"""
